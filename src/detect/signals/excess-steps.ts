import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { runFinding } from '../run-finding.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { abstain, beyondUsual, healthyRunsDefault, usualOf, youngBaseline } from '../usual.ts'
import { shown } from '../wording.ts'

const medianTimesMin = 1.5
const severityBase = 0.1

export const excessSteps: Signal = {
  name: 'excess_steps',
  bucket: 'repeated_weak_trajectory',
  definition:
    'The run took more steps than nine in ten healthy runs of its agent, and half as many again as the usual.',
  reason: 'The agent lost its way: long runs fail more often, and cost more when they do not.',
  subsumes: [],
  needs: ['baseline'],
  abstains: 'where the baseline of the agent is young',
  defaults: [
    healthyRunsDefault,
    { name: 'medianTimesMin', value: medianTimesMin, reason: 'steady agents have a 90th percentile near the median' },
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'a hint: a hard task takes longer, and length alone is no fault',
    },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const usual = usualOf(baseline, 'steps')
  if (usual === null) return abstain(excessSteps.name, youngBaseline)
  const { steps } = run.totals
  if (steps <= Math.max(usual.p90, medianTimesMin * usual.p50)) return quiet
  return runFinding(excessSteps, run, {
    template: 'more steps than its healthy runs',
    evidence: run.steps.slice(Math.round(usual.p50)),
    severity: severityOf(base(severityBase)),
    excess: beyondUsual(run, baseline),
    explanation: `${shown(run.agent)} took ${steps} steps; nine in ten of its healthy runs take ${Math.round(usual.p90)} or fewer, half of them ${Math.round(usual.p50)}`,
  })
}
