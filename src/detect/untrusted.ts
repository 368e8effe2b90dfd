import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import type { ValueMarks } from '../span/span-fact.ts'
import { marksIn } from '../span/value-marks.ts'
import { lookupKind } from './lookup.ts'
import { remembered } from './remembered.ts'

/** From this score on a result is taken to speak to the agent. */
export const instructionScoreMin = 1

/** A call that takes arguments from where a result told the agent what to do. */
export interface Obedience {
  readonly result: Step
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

/** Results looked at, and calls after them: what is beyond is more of the same. */
const resultsMax = 64
const callsMax = 2048

/**
 * Calls after an instruction that pass values which stand in it and which nothing else explains: the user did not name
 * them, and no call before had them. To look something up in what is at hand does no harm yet: of lookups only those
 * count that go to a link out of the instruction. A call that failed did nothing: its error is told elsewhere.
 */
export function obeyedInstructions(run: Run): readonly Obedience[] {
  const results = instructingResults(run).slice(0, resultsMax)
  if (results.length === 0) return []
  const calls = run.steps.filter(isCall).slice(0, callsMax)
  return results.flatMap((result) => {
    const known = knownBefore(run, calls, result)
    const planted = unknown(result.result?.instruction?.values, known)
    const targets = unknown(result.result?.instruction?.targets, known)
    const obeying = calls.filter(
      (call) => call.startUs >= result.endUs && call.outcome !== 'error' && passesAny(call, planted, targets),
    )
    return obeying.map((call) => ({ result, call }))
  })
}

function isCall(step: Step): boolean {
  return isAction(step) || step.kind === 'handoff' || step.kind === 'approval'
}

function knownBefore(run: Run, calls: readonly Step[], result: Step): ReadonlySet<string> {
  const earlier = calls.filter((call) => call.startUs < result.endUs)
  return new Set([...requested(run, result), ...earlier.flatMap(passed)])
}

/** What users asked for. To an agent below, another agent may have passed the instruction on as if a user had. */
function requested(run: Run, result: Step): readonly string[] {
  const told = run.steps.filter((step) => step.agent === run.agent || step.startUs < result.endUs)
  return [run.entry?.values, ...told.map(({ request }) => request)].flatMap((marks) => [...marksIn(marks)])
}

function unknown(marks: ValueMarks | undefined, known: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...marksIn(marks)].filter((mark) => !known.has(mark)))
}

function passed(call: Step): readonly string[] {
  return [...marksIn(call.arguments?.values)]
}

function passesAny(call: Step, planted: ReadonlySet<string>, targets: ReadonlySet<string>): boolean {
  const wanted = lookupKind(call) === null ? planted : targets
  return wanted.size > 0 && passed(call).some((mark) => wanted.has(mark))
}

/** Whether a call passes anything that a user named. */
export function isAskedFor(run: Run, call: Step): boolean {
  const asked = new Set(requested(run, call))
  return passed(call).some((mark) => asked.has(mark))
}
