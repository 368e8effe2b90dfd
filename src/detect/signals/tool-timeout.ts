import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { failedActionDefaults, failedActions, untoldFailure, untoldFailures } from '../failed-actions.ts'
import { succeedsLater } from '../failure.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

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
  const { failures } = listsOf(run.steps)
  const late = failures.filter((step) => step.error?.class === 'timeout').filter(isNoHiccup(run))
  const findings = failedActions(toolTimeout, run, late, 'timed out')
  return { findings, abstention: untoldFailure(toolTimeout.name, run, findings) }
}

function isNoHiccup(run: Run): (step: Step) => boolean {
  const { actions, failures } = listsOf(run.steps)
  const counts = new Map<string, number>()
  for (const { name } of failures) counts.set(name, (counts.get(name) ?? 0) + 1)
  return (step) => counts.get(step.name) !== 1 || !succeedsLater(actions, step)
}
