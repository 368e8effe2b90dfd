import type { Run } from '../../run/run.ts'
import { failedActionDefaults, failedActions, untoldFailure, untoldFailures } from '../failed-actions.ts'
import { type ModelSeverities, troubledModelFindings, troubledModels } from '../failed-models.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

const severities: ModelSeverities = { base: 0.4, recovered: -0.3, fatal: 0.2 }

/** A 429 that the client library waited out inside of one model call is not seen, and needs no lesson. */
export const rateLimited: Signal = {
  name: 'rate_limited',
  bucket: 'new_failure_class',
  definition: 'A model call or a tool was refused because of a rate limit, a quota or overload.',
  reason: 'Limits are reached in production first; the agent must wait, shed work or say so.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['model outcome', 'tool outcome', 'error text or type'],
  abstains: untoldFailures,
  defaults: [
    { name: 'severityModelRecovered', value: severities.recovered, reason: 'waiting and trying again is right' },
    { name: 'severityModelBase', value: severities.base, reason: 'the run completed without that call' },
    { name: 'severityModelFatal', value: severities.fatal, reason: 'the run ended at the limit' },
    ...failedActionDefaults,
  ],
  detect,
}

function detect(run: Run): Detection {
  const models = troubledModels(run, 'rate_limited')
  const actions = listsOf(run.steps).failures.filter((step) => step.error?.class === 'rate_limited')
  const verb = 'was rate limited'
  const findings = [
    ...troubledModelFindings(rateLimited, run, models, severities, { template: null, verb }),
    ...failedActions(rateLimited, run, actions, verb),
  ]
  return { findings, abstention: untoldFailure(rateLimited.name, run, findings) }
}
