import type { Run } from '../../run/run.ts'
import { tellsFinish } from '../ending.ts'
import { failedActionDefaults, failedActions } from '../failed-actions.ts'
import { type ModelSeverities, troubledModelFindings, troubledModels } from '../failed-models.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

const severities: ModelSeverities = { base: 0.5, recovered: -0.3, fatal: 0.1 }

/** One finding per model, and per tool that was refused. */
export const contentFiltered: Signal = {
  name: 'content_filtered',
  bucket: 'new_failure_class',
  definition: 'A content filter or the model itself refused a request or an answer.',
  reason: 'Either somebody tries the agent, or the filter stands in the way of honest work.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['finish reason', 'error text or type'],
  abstains: 'where no model call of the run tells why it finished',
  defaults: [
    {
      name: 'severityModelRecovered',
      value: severities.recovered,
      reason: 'a later model call of the agent went well',
    },
    { name: 'severityModelBase', value: severities.base, reason: 'the refusal was the answer' },
    { name: 'severityModelFatal', value: severities.fatal, reason: 'the run failed over it' },
    ...failedActionDefaults,
  ],
  detect,
}

function detect(run: Run): Detection {
  const models = troubledModels(run, 'content_filtered')
  const actions = listsOf(run.steps).failures.filter((step) => step.error?.class === 'content_filtered')
  const wording = { template: 'stopped by a content filter', verb: 'was stopped by a content filter' }
  const findings = [
    ...troubledModelFindings(contentFiltered, run, models, severities, wording),
    ...failedActions(contentFiltered, run, actions, wording.verb),
  ]
  const blind = findings.length === 0 && !tellsFinish(run)
  return { findings, abstention: blind ? { signal: contentFiltered.name, missing: 'finish reason' } : null }
}
