import type { Run } from '../../run/run.ts'
import { isAction, type Step } from '../../run/step.ts'
import { failedActionDefaults, failedActions, untoldFailure, untoldFailures } from '../failed-actions.ts'
import { isFailure, succeedsLater } from '../failure.ts'
import type { Detection, Signal } from '../signal.ts'

/**
 * An error that names no time limit stays a `tool_error`, however long the call took; so does a single timeout that the
 * next call of the tool made good: an ordinary hiccup, and no lesson about waiting.
 */
export const toolTimeout: Signal = {
  name: 'tool_timeout',
  bucket: 'new_failure_class',
  definition: 'A tool or retrieval did not answer in time.',
  reason:
    'A timeout leaves open whether the work was done, so a plain retry may do it twice; the agent must know better.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['tool outcome', 'tool error'],
  abstains: untoldFailures,
  defaults: failedActionDefaults,
  detect,
}

function detect(run: Run): Detection {
  const actions = run.steps.filter(isAction)
  const late = actions.filter((step) => isFailure(step) && step.error?.class === 'timeout' && !isHiccup(step, actions))
  const findings = failedActions(toolTimeout, run, late, 'timed out')
  return { findings, abstention: untoldFailure(toolTimeout.name, run, findings) }
}

function isHiccup(step: Step, actions: readonly Step[]): boolean {
  const failures = actions.filter((other) => other.name === step.name && isFailure(other))
  return failures.length === 1 && succeedsLater(actions, step)
}
