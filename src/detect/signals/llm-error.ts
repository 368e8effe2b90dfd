import type { Run } from '../../run/run.ts'
import { type ModelSeverities, troubledModelFindings, troubledModels } from '../failed-models.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

const severities: ModelSeverities = { base: 0.4, recovered: -0.25, fatal: 0.3 }

/** Retries inside of one model call are not seen: a call that went well in the end is a call that went well. */
export const llmError: Signal = {
  name: 'llm_error',
  bucket: 'new_failure_class',
  definition: 'A model call failed.',
  reason: 'Without its model an agent is nothing: it needs a retry, another model or an honest end.',
  subsumes: ['no_answer', 'run_failed'],
  needs: ['model outcome'],
  abstains: 'where the outcome of some model calls is unknown and none failed',
  defaults: [
    { name: 'severityRecovered', value: severities.recovered, reason: 'a later model call of the agent went well' },
    { name: 'severityBase', value: severities.base, reason: 'the run completed without it' },
    { name: 'severityFatal', value: severities.fatal, reason: 'the run ended there' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const failed = troubledModels(run, 'failed')
  const findings = troubledModelFindings(llmError, run, failed, severities, { template: null, verb: 'failed' })
  const unknown = failed.length === 0 && listsOf(run.steps).models.some((step) => step.outcome === 'unknown')
  return { findings, abstention: unknown ? { signal: llmError.name, missing: 'model outcome' } : null }
}
