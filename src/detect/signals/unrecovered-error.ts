import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import type { ErrorClass } from '../../span/span-fact.ts'
import { excessOf } from '../excess.ts'
import { isFailure, isMissingTool } from '../failure.ts'
import { largest } from '../groups.ts'
import { runFinding } from '../run-finding.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { actionsByName, listsOf } from '../step-lists.ts'
import { shown } from '../wording.ts'

const severityBase = 0.2
const severityEnded = 0.3

/** Where a boundary was reached, not trying again is right. */
const final: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['permission_denied', 'content_filtered', 'guardrail'])

/** Of a run that failed or was aborted whatever it failed on tells. */
export const unrecoveredError: Signal = {
  name: 'unrecovered_error',
  bucket: 'repeated_weak_trajectory',
  definition: 'A tool failed, never worked again in the run, and the run went on to its end without it.',
  reason: 'Errors are ordinary work; an error that is never made good leaves a hole in what the agent came to.',
  subsumes: [],
  needs: ['tool outcome'],
  abstains: null,
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'a hint: another tool may have brought the same' },
    { name: 'severityEnded', value: severityEnded, reason: 'added where it was the last thing that the agent did' },
  ],
  detect,
}

function detect(run: Run): Detection {
  if (run.outcome === 'failed' || run.outcome === 'aborted' || run.outcome === 'waiting') return quiet
  const { actions } = listsOf(run.steps)
  if (!actions.some(isBad)) return quiet
  const hopeless = new Set(largest(actionsByName(run.steps)).flatMap(lastFailures))
  const failed = actions.filter((step) => hopeless.has(step))
  const last = failed.at(-1)
  if (last === undefined) return quiet
  const ended = last === actions.at(-1) && !succeededBeside(actions, last)
  const tools = new Set(failed.map((step) => step.name)).size
  return runFinding(unrecoveredError, run, {
    template: ended ? 'ended on an error' : 'an error was never made good',
    evidence: failed,
    severity: severityOf(base(severityBase), partWhen(ended, 'ended on it', severityEnded)),
    excess: excessOf(run, failed.slice(1)),
    explanation: `${tools === 1 ? shown(last.name) : `${tools} tools`} failed and never worked again${ended ? '; that was the last thing the agent did' : ''}`,
  })
}

/** The failures that a tool's calls end with. */
function lastFailures(calls: readonly Step[]): readonly Step[] {
  const failed = calls.slice(calls.findLastIndex((step) => !isBad(step)) + 1)
  return failed.filter((step) => step.error === null || !final.has(step.error.class))
}

function isBad(step: Step): boolean {
  return isFailure(step) || isMissingTool(step)
}

function succeededBeside(actions: readonly Step[], last: Step): boolean {
  return actions.some((step) => step.outcome === 'ok' && step.endUs > last.startUs)
}
