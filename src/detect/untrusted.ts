import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import type { InstructionFact, ValueMarks } from '../span/span-fact.ts'
import { marksIn } from '../span/value-marks.ts'
import { lookupKind } from './lookup.ts'
import { remembered } from './remembered.ts'

/** From this score on a result is taken to speak to the agent. */
export const instructionScoreMin = 1

/** A call that takes arguments from where results told the agent what to do. */
export interface Obedience {
  /** At least one, in the order of the run. */
  readonly results: readonly Step[]
  readonly call: Step
}

/** Results that tell the agent what to do. */
export function instructingResults(run: Run): readonly Step[] {
  return instructingIn(run.steps)
}

const instructingIn = remembered((steps) => steps.filter(isInstructing))

function isInstructing({ result }: Step): boolean {
  return (result?.instruction?.score ?? 0) >= instructionScoreMin
}

/** Looked at in one run; what is beyond is more of the same. A set of results is the bits of one number. */
const resultsMax = 32
export const callsMax = 2048
const requestsMax = 512

/**
 * Calls after an instruction that pass values which stand in it and which nothing else explains: the user did not name
 * them, and no call before had them. To look something up in what is at hand does no harm yet: of lookups only those
 * count that go to a link out of the instruction. A call that failed did nothing: its error is told elsewhere.
 * They come by the first result that they obey, then in the order of the run.
 */
export function obeyedInstructions(run: Run): readonly Obedience[] {
  const results = instructingResults(run).slice(0, resultsMax)
  if (results.length === 0) return []
  const calls = run.steps.filter(isCall).slice(0, callsMax)
  const known = knownFrom(run, calls)
  const planted = plantedBy(results, known, ({ values }) => values)
  const targets = plantedBy(results, known, (instruction) => instruction.targets)
  const byFirst: Obedience[][] = results.map(() => [])
  for (const call of calls) {
    if (call.outcome === 'error') continue
    const bits = passedOf(call, lookupKind(call) === null ? planted : targets)
    if (bits === 0) continue
    const obeyed = results.filter((result, place) => (bits & (1 << place)) !== 0 && call.startUs >= result.endUs)
    const [first] = obeyed
    if (first !== undefined) byFirst[results.indexOf(first)]?.push({ results: obeyed, call })
  }
  return byFirst.flat()
}

function isCall(step: Step): boolean {
  return isAction(step) || step.kind === 'handoff' || step.kind === 'approval'
}

/** By mark: since when it is known, by a request or because a call passed it. */
type KnownFrom = ReadonlyMap<string, number>

function knownFrom(run: Run, calls: readonly Step[]): KnownFrom {
  const known = requestedFrom(run)
  for (const call of calls) for (const mark of passed(call)) note(known, mark, call.startUs)
  return known
}

/** What users asked for. To an agent below, another agent may have passed the instruction on as if a user had. */
function requestedFrom(run: Run): Map<string, number> {
  const known = new Map<string, number>()
  for (const mark of marksIn(run.entry?.values)) known.set(mark, Number.NEGATIVE_INFINITY)
  let left = requestsMax
  for (const { request, agent, startUs } of run.steps) {
    if (request === undefined) continue
    const fromUs = agent === run.agent ? Number.NEGATIVE_INFINITY : startUs
    for (const mark of marksIn(request)) note(known, mark, fromUs)
    left -= 1
    if (left === 0) break
  }
  return known
}

function note(known: Map<string, number>, mark: string, us: number): void {
  const before = known.get(mark)
  if (before === undefined || before > us) known.set(mark, us)
}

/** By mark: the results, as bits, that name the value and before whose end nothing else had. */
function plantedBy(
  results: readonly Step[],
  known: KnownFrom,
  marksOf: (instruction: InstructionFact) => ValueMarks,
): ReadonlyMap<string, number> {
  const planted = new Map<string, number>()
  for (const [place, { result, endUs }] of results.entries()) {
    const marks = result?.instruction === undefined ? undefined : marksOf(result.instruction)
    for (const mark of marksIn(marks)) {
      const isKnown = (known.get(mark) ?? Number.POSITIVE_INFINITY) < endUs
      if (!isKnown) planted.set(mark, (planted.get(mark) ?? 0) | (1 << place))
    }
  }
  return planted
}

function passedOf(call: Step, planted: ReadonlyMap<string, number>): number {
  let bits = 0
  if (planted.size > 0) for (const mark of passed(call)) bits |= planted.get(mark) ?? 0
  return bits
}

function passed(call: Step): ReadonlySet<string> {
  return marksIn(call.arguments?.values)
}

/** Says of calls whether they pass anything that a user had named before they ended. */
export function askedFor(run: Run): (call: Step) => boolean {
  const known = requestedFrom(run)
  return (call) => {
    for (const mark of passed(call)) if ((known.get(mark) ?? Number.POSITIVE_INFINITY) < call.endUs) return true
    return false
  }
}
