import { noExcess } from '../../finding/finding.ts'
import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const runsMin = 30
const usualStepsMin = 3
const severity = 0.2

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
    { name: 'runsMin', value: runsMin, reason: 'what is usual shows over some thirty healthy runs' },
    { name: 'usualStepsMin', value: usualStepsMin, reason: 'asking the model, acting and answering are three steps' },
    { name: 'severity', value: severity, reason: 'a hint: small talk and clarifying questions need no action' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const calls = run.steps.filter((step) => step.kind === 'llm')
  if (run.outcome !== 'completed' || calls.length === 0 || run.steps.some(isDeed)) return quiet
  const usual = baseline?.steps ?? null
  if (usual === null || usual.count < runsMin) {
    return { findings: [], abstention: { signal: noAction.name, missing: 'offered tools' } }
  }
  if (usual.p50 < usualStepsMin) return quiet
  const finding = {
    signal: noAction.name,
    bucket: noAction.bucket,
    locus: run.agent,
    template: 'no action taken',
    recovery: 'answered',
    evidence: calls.map((step) => step.id),
    severity,
    excess: noExcess,
    explanation: `${shown(run.agent)} took no action; half of its healthy runs take ${Math.round(usual.p50)} steps or more`,
  } as const
  return { findings: [finding], abstention: null }
}

/** Anything but talking: also what was only asked for, and what a guardrail kept it from. */
function isDeed(step: Step): boolean {
  if (step.kind === 'llm') return step.callCount > 0 || step.finish === 'tool_call'
  return step.kind !== 'evaluation' && !(step.kind === 'guardrail' && step.outcome !== 'rejected')
}
