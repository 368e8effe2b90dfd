import type { Run } from '../../run/run.ts'
import { tellsFinish } from '../ending.ts'
import { type ModelSeverities, troubledModelFindings, troubledModels } from '../failed-models.ts'
import type { Detection, Signal } from '../signal.ts'

const severities: ModelSeverities = { base: 0.4, recovered: -0.2, fatal: 0.2 }

/** One finding per model. */
export const outputTruncated: Signal = {
  name: 'output_truncated',
  bucket: 'new_failure_class',
  definition: 'The output of a model call was cut at its token limit.',
  reason: 'A cut answer misleads whoever reads it, and a cut tool call cannot be made.',
  subsumes: ['no_answer', 'run_failed'],
  needs: ['finish reason'],
  abstains: 'where no model call of the run tells why it finished',
  defaults: [
    { name: 'severityRecovered', value: severities.recovered, reason: 'a later model call of the agent went well' },
    { name: 'severityBase', value: severities.base, reason: 'the cut text was the answer' },
    { name: 'severityFatal', value: severities.fatal, reason: 'the run failed over it' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const cut = troubledModels(run, 'truncated')
  const wording = { template: 'cut at the token limit', verb: 'was cut at its token limit' }
  const findings = troubledModelFindings(outputTruncated, run, cut, severities, wording)
  const blind = findings.length === 0 && !tellsFinish(run)
  return { findings, abstention: blind ? { signal: outputTruncated.name, missing: 'finish reason' } : null }
}
