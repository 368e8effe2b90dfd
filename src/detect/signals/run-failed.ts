import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { isAction, type Step } from '../../run/step.ts'
import { lastStep } from '../ending.ts'
import { untold } from '../failure.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.6

/** Its evidence is the one step that the run failed on, so that whatever names the cause of that step takes its place. */
export const runFailed: Signal = {
  name: 'run_failed',
  bucket: 'new_failure_class',
  definition: 'The run ended with an error of its own.',
  reason: 'Whoever asked got an error; a crash or a turn limit that no other signal explains is a case by itself.',
  subsumes: [],
  needs: ['run outcome'],
  abstains: 'where the root never arrived and nothing else tells how the run ended',
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'no answer at all, and nobody stopped it on purpose' },
  ],
  detect,
}

function detect(run: Run): Detection {
  if (run.outcome === 'unknown' && run.incomplete.includes('root_missing')) {
    return { findings: [], abstention: { signal: runFailed.name, missing: 'root span' } }
  }
  if (run.outcome !== 'failed') return quiet
  const step = failedOn(run)
  const limit = run.errorClass === 'turn_limit' ? ' at its turn limit' : ''
  const finding = {
    signal: runFailed.name,
    bucket: runFailed.bucket,
    locus: run.agent,
    template: run.errorTemplate || untold,
    recovery: 'stopped',
    evidence: step === undefined ? [] : [step.id],
    ...severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} failed${limit} after ${run.steps.length} ${run.steps.length === 1 ? 'step' : 'steps'}`,
  } as const
  return { findings: [finding], abstention: null }
}

/**
 * The last step, unless it went well and an earlier one has the run's own error, or failed after the last model call. A
 * turn limit is reached over actions: the last of these is what kept the run busy.
 */
function failedOn(run: Run): Step | undefined {
  const last = lastStep(run)
  if (run.errorClass === 'turn_limit') return run.steps.findLast(isAction) ?? last
  if (last === undefined || isBad(last)) return last
  const bad = run.steps.filter((step) => step.kind !== 'agent' && isBad(step))
  const same = bad.findLast((step) => isSameError(step, run))
  if (same !== undefined) return same
  const afterModels = run.steps.slice(run.steps.findLastIndex((step) => step.kind === 'llm') + 1)
  return afterModels.findLast((step) => step.kind !== 'agent' && isBad(step)) ?? last
}

function isBad(step: Step): boolean {
  return step.outcome === 'error' || step.outcome === 'rejected'
}

function isSameError({ error }: Step, run: Run): boolean {
  if (error === null) return false
  if (error.class !== 'other' && error.class === run.errorClass) return true
  return error.template !== '' && error.template === run.errorTemplate
}
