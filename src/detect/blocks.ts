import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import { firstFrom } from './order.ts'
import { remembered } from './remembered.ts'
import { listsOf } from './step-lists.ts'

/** A call that was stopped at a boundary. */
export interface Block {
  readonly step: Step
  readonly tool: string
  readonly by: 'person' | 'guardrail' | 'permission'
}

/** Calls that were stopped, in order; of a run with more of them the first ones. */
export function blocksOf(run: Run): readonly Block[] {
  return blocksIn(run.steps)
}

const blocksIn = remembered(findBlocks)

function findBlocks(steps: readonly Step[]): readonly Block[] {
  const blocks: Block[] = []
  for (const step of steps) {
    const by = stoppedBy(step)
    if (by !== null) blocks.push({ step, tool: toolOf(step), by })
    if (blocks.length === blocksMax) break
  }
  return blocks
}

const blocksMax = 64

function stoppedBy(step: Step): Block['by'] | null {
  if (step.kind === 'approval') return step.outcome === 'rejected' ? 'person' : null
  if (!isAction(step)) return null
  if (step.error?.class === 'guardrail') return step.outcome === 'ok' ? null : 'guardrail'
  if (step.outcome === 'rejected') return 'person'
  return step.outcome === 'error' && step.error?.class === 'permission_denied' ? 'permission' : null
}

/** What an approval is about, or the tool itself. */
export function toolOf(step: Step): string {
  return step.kind === 'approval' ? (step.target ?? step.name) : step.name
}

/** Calls of a tool looked at after one block: what comes after so many of them is more of the same. */
const laterCallsMax = 1024

/** Other calls of the tool, and asks for them, that began after it was blocked: the first ones. */
export function laterCalls(run: Run, block: Block): readonly Step[] {
  const known = laterOfBlocks(run.steps)
  const before = known.get(block)
  if (before !== undefined) return before
  const later = laterAmong(callsFrom(run, block.tool, block.step.endUs), block)
  known.set(block, later)
  return later
}

/** Calls of the tool, and asks for them, that began at `fromUs` or later: the first ones. */
export function callsFrom(run: Run, tool: string, fromUs: number): readonly Step[] {
  const calls = callsByTool(run.steps).get(tool) ?? []
  const from = firstFrom(calls, fromUs)
  return calls.slice(from, from + laterCallsMax)
}

const laterOfBlocks = remembered(() => new Map<Block, readonly Step[]>())

/** Asks for calls of the tool, other than those that got a no, that began at `fromUs` or later: the first ones. */
export function asksFrom(run: Run, tool: string, fromUs: number): readonly Step[] {
  const asks = asksByTool(run.steps).get(tool) ?? []
  const from = firstFrom(asks, fromUs)
  return asks.slice(from, from + laterCallsMax)
}

const asksByTool = remembered((steps) =>
  Map.groupBy(
    listsOf(steps).approvals.filter(({ outcome }) => outcome !== 'rejected'),
    toolOf,
  ),
)

/** Of these calls and asks the other ones of the tool that began after it was blocked. */
export function laterAmong(calls: readonly Step[], { step, tool }: Block): readonly Step[] {
  return calls.filter(
    (other) =>
      other !== step &&
      other.startUs >= step.endUs &&
      (other.callFp === null || other.callFp !== step.callFp) &&
      toolOf(other) === tool,
  )
}

/** Calls of each tool, and asks for them. */
const callsByTool = remembered((steps) =>
  Map.groupBy(
    steps.filter((step) => isAction(step) || step.kind === 'approval'),
    toolOf,
  ),
)

/** With the same arguments; those that were not captured are not the same. */
export function isSameCall(one: Step, other: Step): boolean {
  return one.arguments !== null && one.arguments.fp === other.arguments?.fp
}

/**
 * Tells whether a call opens a later trace than the block: it was asked for before, the run waited, and somebody let it
 * go on. Some frameworks send a no and not a yes, so that this may have been one.
 */
export function pausesOf(run: Run): (block: Block, call: Step) => boolean {
  const asked = firstAsks(run)
  return ({ step }, call) =>
    call.traceId !== step.traceId && (asked.get(call.traceId) ?? Number.POSITIVE_INFINITY) > call.startUs
}

/** Calls that open a later trace of the run: somebody let it go on with them, asked or not. */
export function resumedCalls(run: Run): readonly Step[] {
  const later = listsOf(run.steps).actions.filter((step) => step.traceId !== run.traceId && step.callFp !== null)
  if (later.length === 0) return []
  const asked = firstAsks(run)
  return later.filter((step) => (asked.get(step.traceId) ?? Number.POSITIVE_INFINITY) > step.startUs)
}

/** When the first model call of each trace began. */
function firstAsks(run: Run): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  for (const { kind, traceId, startUs } of run.steps) {
    if (kind === 'llm') first.set(traceId, Math.min(startUs, first.get(traceId) ?? startUs))
  }
  return first
}
