import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { runFinding } from '../run-finding.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { abstain } from '../usual.ts'
import { shown } from '../wording.ts'

const handoffsMin = 4
const severityBase = 0.4

/** A supervisor that calls its agents and gets their answers hands nothing over. */
export const handoffPingPong: Signal = {
  name: 'handoff_ping_pong',
  bucket: 'repeated_weak_trajectory',
  definition: 'Two agents handed the conversation back and forth, twice there and twice back.',
  reason: 'Neither takes the request for its own; whoever asked waits between two desks.',
  subsumes: [],
  needs: ['handoff target'],
  abstains: 'where control was handed over and the targets are not told',
  defaults: [
    { name: 'handoffsMin', value: handoffsMin, reason: 'there and back once is a question to a colleague' },
    { name: 'severityBase', value: severityBase, reason: 'neither agent does the work, but one of them may yet' },
  ],
  detect,
}

interface Handoff {
  readonly step: Step
  readonly target: string | null
}

function detect(run: Run): Detection {
  if (listsOf(run.steps).handoffs.length < handoffsMin) return quiet
  const handoffs = handoffsOf(run)
  if (handoffs.length < handoffsMin) return quiet
  if (handoffs.every(({ target }) => target === null)) return abstain(handoffPingPong.name, 'handoff target')
  const rally = longestRally(handoffs.filter((handoff) => !isEcho(handoff)))
  if (rally.length < handoffsMin) return quiet
  const evidence = rally.map(({ step }) => step)
  return runFinding(handoffPingPong, run, {
    template: 'two agents hand over in turn',
    evidence,
    severity: severityOf(base(severityBase)),
    excess: excessOf(run, evidence),
    explanation: `${shown(rally[0]?.target ?? '')} and ${shown(rally[1]?.target ?? '')} handed over to each other ${rally.length} times in a row`,
  })
}

/** Where the target is not told, the agent whose turn comes next is it. */
function handoffsOf({ steps }: Run): readonly Handoff[] {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'handoff' || step.outcome === 'error') return []
    const next = steps[index + 1]
    return [{ step, target: step.target ?? (next?.kind === 'agent' ? next.name : null) }]
  })
}

/** The call that a model wrote down beside the span of the handoff says nothing more: only the span tells the target. */
function isEcho({ step, target }: Handoff): boolean {
  return step.inferred && target === null
}

/** The longest stretch in which every second handoff has the same target, and two in a row have not. */
function longestRally(handoffs: readonly Handoff[]): readonly Handoff[] {
  let [start, end] = [0, 0]
  let from = 0
  for (let index = 0; index < handoffs.length; index += 1) {
    if (!goesOn(handoffs, from, index)) from = startsAnew(handoffs, index)
    if (index + 1 - from > end - start) [start, end] = [from, index + 1]
  }
  return handoffs.slice(start, end)
}

function goesOn(handoffs: readonly Handoff[], from: number, index: number): boolean {
  const target = handoffs[index]?.target ?? null
  if (target === null) return false
  if (index > from && handoffs[index - 1]?.target === target) return false
  return index - from < 2 || handoffs[index - 2]?.target === target
}

/** The handoff before may be the first of the next stretch. */
function startsAnew(handoffs: readonly Handoff[], index: number): number {
  const [before, here] = [handoffs[index - 1]?.target ?? null, handoffs[index]?.target ?? null]
  return before !== null && here !== null && before !== here ? index - 1 : index
}
