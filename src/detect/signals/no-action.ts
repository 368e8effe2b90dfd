import { noExcess } from '../../finding/finding.ts'
import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { runFinding } from '../run-finding.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { abstain, healthyRunsDefault, usualOf, youngBaseline } from '../usual.ts'
import { shown } from '../wording.ts'

const usualCallsMin = 1
const severityBase = 0.5

/** Without a baseline only the list of offered tools could tell, and runs do not carry it: it abstains. */
export const noAction: Signal = {
  name: 'no_action',
  bucket: 'new_failure_class',
  definition: 'The run completed without a single action, though the agent usually acts.',
  reason: 'The agent answered out of the model where it should have looked or done something.',
  subsumes: [],
  needs: ['baseline'],
  abstains: 'where the run took no action and the agent has no baseline of enough runs',
  defaults: [
    healthyRunsDefault,
    { name: 'usualCallsMin', value: usualCallsMin, reason: 'half of the healthy runs of the agent act' },
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'an agent that acts was asked and did not; small talk and questions back are fewer than that',
    },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const calls = listsOf(run.steps).models
  if (run.outcome !== 'completed' || calls.length === 0 || run.steps.some(isDeed)) return quiet
  const usual = usualOf(baseline, 'calls')
  if (usual === null) return abstain(noAction.name, youngBaseline)
  if (usual.p50 < usualCallsMin) return quiet
  return runFinding(noAction, run, {
    template: 'no action taken',
    evidence: calls,
    severity: severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} took no action; half of its healthy runs make ${callsOf(usual.p50)} or more`,
  })
}

function callsOf(count: number): string {
  const calls = Math.round(count)
  return calls === 1 ? 'one call' : `${calls} calls`
}

/** Anything but talking: also what was only asked for, and what a guardrail kept it from. */
function isDeed(step: Step): boolean {
  if (step.kind === 'llm') return step.callCount > 0 || step.finish === 'tool_call'
  return step.kind !== 'evaluation' && !(step.kind === 'guardrail' && step.outcome !== 'rejected')
}
