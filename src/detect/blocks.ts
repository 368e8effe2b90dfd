import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'

/** A call that was stopped at a boundary. */
export interface Block {
  readonly step: Step
  readonly tool: string
  readonly by: 'person' | 'guardrail' | 'permission'
}

/** Calls that were stopped, in order; of a run with more of them the first ones. */
export function blocksOf(run: Run): readonly Block[] {
  return run.steps.flatMap(blockOf).slice(0, blocksMax)
}

const blocksMax = 64

function blockOf(step: Step): readonly Block[] {
  const by = stoppedBy(step)
  return by === null ? [] : [{ step, tool: toolOf(step), by }]
}

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

/** Other calls of the tool, and asks for them, that began after it was blocked. */
export function laterCalls(run: Run, { step, tool }: Block): readonly Step[] {
  return run.steps.filter((other) => {
    if (other === step || other.startUs < step.endUs || toolOf(other) !== tool) return false
    if (!isAction(other) && other.kind !== 'approval') return false
    return other.callFp === null || other.callFp !== step.callFp
  })
}

/** With the same arguments; those that were not captured are not the same. */
export function isSameCall(one: Step, other: Step): boolean {
  return one.arguments !== null && one.arguments.fp === other.arguments?.fp
}
