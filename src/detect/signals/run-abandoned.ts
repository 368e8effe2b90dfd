import type { Finding } from '../../finding/finding.ts'
import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { isFinalAnswer, lastStep } from '../ending.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.4
const severityVanished = 0.2

/**
 * The run ended without an answer because its caller or its process went away: it was aborted, or its root never ended
 * and its last step leaves something open. Needs to know whether the last model call was final, and abstains where
 * neither finish reason nor messages tell. A run that waits for a person, or whose root is only in another process, is
 * not abandoned.
 */
export const runAbandoned: Signal = {
  name: 'run_abandoned',
  bucket: 'new_failure_class',
  definition: 'The run ended without an answer because its caller or its process went away.',
  reason: 'Work was paid for that nobody got; often the agent was too slow, or crashed.',
  subsumes: [],
  needs: ['finish reason', 'root span'],
  abstains:
    'where the root never came and neither finish reason nor messages tell whether the last model call was the answer, or where it may just not have been sent: the run was sampled, was cut at its bound, or is a lone model call without any action',
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'somebody stopped waiting' },
    { name: 'severityVanished', value: severityVanished, reason: 'added where the process died under the run' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const last = lastStep(run)
  if (last !== undefined && isFinalAnswer(last)) return quiet
  if (run.outcome === 'aborted') return { findings: [abandoned(run, last, 'aborted')], abstention: null }
  if (run.outcome !== 'unknown' || !run.incomplete.includes('root_missing') || last === undefined) return quiet
  if (mayHaveLostItsRoot(run)) return { findings: [], abstention: { signal: runAbandoned.name, missing: 'root span' } }
  if (isUntold(last, run)) return { findings: [], abstention: { signal: runAbandoned.name, missing: 'finish reason' } }
  return { findings: [abandoned(run, last, 'vanished')], abstention: null }
}

/**
 * Roots end last: what was cut at a bound may have been one, and sampling may have dropped it. Exporters that filter
 * leave model calls alone, which ask for tools that nobody sees.
 */
function mayHaveLostItsRoot(run: Run): boolean {
  if (run.incomplete.includes('spans_cut') || run.samplingThreshold !== null) return true
  return !run.steps.some((step) => step.kind !== 'llm')
}

/** A model call of which neither a finish reason nor messages were sent may have been the answer. */
function isUntold(last: Step, run: Run): boolean {
  return last.kind === 'llm' && last.outcome !== 'error' && last.finish === null && !run.contentCaptured
}

function abandoned(run: Run, last: Step | undefined, how: 'aborted' | 'vanished'): Finding {
  const steps = `${run.steps.length} ${run.steps.length === 1 ? 'step' : 'steps'}`
  return {
    signal: runAbandoned.name,
    bucket: runAbandoned.bucket,
    locus: run.agent,
    template: how === 'aborted' ? 'aborted before an answer' : 'ended without its root',
    recovery: 'stopped',
    evidence: last === undefined ? [] : [last.id],
    ...severityOf(base(severityBase), partWhen(how === 'vanished', 'ended without its root', severityVanished)),
    excess: noExcess,
    explanation:
      how === 'aborted'
        ? `${shown(run.agent)} was aborted after ${steps}, without an answer`
        : `${shown(run.agent)} broke off after ${steps}: its root never ended and nothing answered`,
  }
}
