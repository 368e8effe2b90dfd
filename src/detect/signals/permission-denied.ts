import type { Run } from '../../run/run.ts'
import { failedActionDefaults, failedActions, untoldFailure, untoldFailures } from '../failed-actions.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

/** A model call that is denied (a wrong key) is an `llm_error`: no agent stands at that boundary. */
export const permissionDenied: Signal = {
  name: 'permission_denied',
  bucket: 'boundary_stress',
  definition: 'A tool or retrieval was refused for want of permission.',
  reason: 'The agent reached for something it may not have, or lacks a right that its task needs.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['tool outcome', 'tool error'],
  abstains: untoldFailures,
  defaults: failedActionDefaults,
  detect,
}

function detect(run: Run): Detection {
  const denied = listsOf(run.steps).failures.filter((step) => step.error?.class === 'permission_denied')
  const findings = failedActions(permissionDenied, run, denied, 'was denied permission')
  return { findings, abstention: untoldFailure(permissionDenied.name, run, findings) }
}
