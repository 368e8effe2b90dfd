import type { Run } from '../../run/run.ts'
import { failedActionDefaults, failedActions } from '../failed-actions.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

/** Cancelled, interrupted and rejected calls are no errors of the tool. */
export const toolError: Signal = {
  name: 'tool_error',
  bucket: 'new_failure_class',
  definition: 'A tool or retrieval failed.',
  reason: 'A tool that fails in production is a case that the agent must handle, and the offline suite should hold.',
  subsumes: ['no_answer', 'run_failed'],
  needs: ['tool outcome'],
  abstains: 'where the outcome of some tool steps is unknown and none failed',
  defaults: failedActionDefaults,
  detect,
}

function detect(run: Run): Detection {
  const { actions, failures } = listsOf(run.steps)
  const findings = failedActions(toolError, run, failures, 'failed')
  const unknown = findings.length === 0 && actions.some((step) => step.outcome === 'unknown')
  return { findings, abstention: unknown ? { signal: toolError.name, missing: 'tool outcome' } : null }
}
