import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { isAction, type Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { isFailure, succeedsLater, templateOf } from '../failure.ts'
import { groups, keyOf } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import type { Detection, Signal } from '../signal.ts'
import { shown, times } from '../wording.ts'

/** The tool worked later on: a nuisance. */
const severityRecovered = 0.15
/** The agent had to do without the tool. */
const severityUnrecovered = 0.35
/** Nothing was done after the error but to fail. */
const severityFatal = 0.6

/**
 * One finding per tool and error template, whose evidence are all its failed steps. Needs the outcome of tool steps and
 * abstains where some are unknown and none failed. Cancelled, interrupted and rejected calls are no errors of the tool.
 */
export const toolError: Signal = {
  name: 'tool_error',
  bucket: 'new_failure_class',
  definition: 'A tool or retrieval failed.',
  reason: 'A tool that fails in production is a case that the agent must handle, and the offline suite should hold.',
  subsumes: [],
  detect,
}

function detect(run: Run): Detection {
  const actions = run.steps.filter(isAction)
  const failures = actions.filter(isFailure)
  const findings = groups(failures, (step) => keyOf(step.name, templateOf(step))).flatMap((failed) =>
    toFinding(run, actions, failed),
  )
  const unknown = failures.length === 0 && actions.some((step) => step.outcome === 'unknown')
  return { findings, abstention: unknown ? { signal: toolError.name, missing: 'tool outcome' } : null }
}

function toFinding(run: Run, actions: readonly Step[], failed: readonly Step[]): readonly Finding[] {
  const last = failed.at(-1)
  if (last === undefined) return []
  const recovered = succeedsLater(actions, last)
  return [
    {
      signal: toolError.name,
      bucket: toolError.bucket,
      locus: last.name,
      template: templateOf(last),
      recovery: recoveryAfter(run, last),
      evidence: failed.map((step) => step.id),
      severity: severityOf(run, actions, last, recovered),
      excess: excessOf(run, recovered ? failed : failed.slice(1)),
      explanation: `${shown(last.name)} failed ${times(failed.length)}${recovered ? ' and later succeeded' : ''}`,
    },
  ]
}

function severityOf(run: Run, actions: readonly Step[], last: Step, recovered: boolean): number {
  if (recovered) return severityRecovered
  return run.outcome === 'failed' && actions.at(-1) === last ? severityFatal : severityUnrecovered
}
