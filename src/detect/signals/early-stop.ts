import { noExcess } from '../../finding/finding.ts'
import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { isOnlyAnswer } from '../manner.ts'
import { runFinding } from '../run-finding.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { abstain, healthyRunsDefault, usualOf, youngBaseline } from '../usual.ts'
import { shown } from '../wording.ts'

const usualShareMax = 0.25
const severityBase = 0.1

/**
 * Of a run without any call `no_action` tells; one that did not complete was stopped by something else, and when a
 * conversation ends is up to the user.
 */
export const earlyStop: Signal = {
  name: 'early_stop',
  bucket: 'repeated_weak_trajectory',
  definition: 'The run completed after a quarter or less of the calls that its agent usually makes.',
  reason: 'What the agent usually looks up or does was left out; easy requests end early too.',
  subsumes: [],
  needs: ['baseline'],
  abstains: 'where the baseline of the agent is young',
  defaults: [
    healthyRunsDefault,
    { name: 'usualShareMax', value: usualShareMax, reason: 'so few that whole parts of the usual work are missing' },
    { name: 'severityBase', value: severityBase, reason: 'a bare hint: requests differ' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const calls = listsOf(run.steps).actions
  if (run.outcome !== 'completed' || calls.length === 0 || !isOnlyAnswer(run)) return quiet
  const usual = usualOf(baseline, 'calls')
  if (usual === null) return abstain(earlyStop.name, youngBaseline)
  if (calls.length > usualShareMax * usual.p50) return quiet
  return runFinding(earlyStop, run, {
    template: 'far fewer calls than usual',
    evidence: calls,
    severity: severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} made ${calls.length} ${calls.length === 1 ? 'call' : 'calls'}; half of its healthy runs make ${Math.round(usual.p50)} or more`,
  })
}
