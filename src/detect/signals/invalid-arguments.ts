import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { failedActionDefaults, failedActions, untoldFailure, untoldFailures } from '../failed-actions.ts'
import { type ModelSeverities, troubledModelFindings, troubledModels } from '../failed-models.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'

const severities: ModelSeverities = { base: 0.4, recovered: -0.25, fatal: 0.2 }

/** A tool that refuses what it was asked for in its own words (no such customer) is a `tool_error`. */
export const invalidArguments: Signal = {
  name: 'invalid_arguments',
  bucket: 'new_failure_class',
  definition: 'The model called a tool with arguments that are no JSON or do not fit its schema.',
  reason: 'The tool is described badly, or the model cannot fill it in: both are mended before release, not after.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['tool outcome', 'tool error'],
  abstains: untoldFailures,
  defaults: [
    ...failedActionDefaults,
    { name: 'severityModelRecovered', value: severities.recovered, reason: 'the framework asked the model again' },
    { name: 'severityModelBase', value: severities.base, reason: 'the run completed without the call' },
    { name: 'severityModelFatal', value: severities.fatal, reason: 'the framework gave up over the call' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const findings = [...refusedByTools(run), ...unreadable(run)]
  return { findings, abstention: untoldFailure(invalidArguments.name, run, findings) }
}

function refusedByTools(run: Run): readonly Finding[] {
  return failedActions(
    invalidArguments,
    run,
    listsOf(run.steps).failures.filter(isRefused),
    'was called with invalid arguments',
  )
}

function isRefused(step: Step): boolean {
  return step.error?.class === 'invalid_arguments'
}

/** Some frameworks fail the model call when they cannot read the call that it asked for; no tool is named then. */
function unreadable(run: Run): readonly Finding[] {
  const wording = { template: null, verb: 'asked for a tool call that cannot be read' }
  return troubledModelFindings(invalidArguments, run, troubledModels(run, 'unreadable_call'), severities, wording)
}
