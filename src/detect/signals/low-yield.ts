import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { usefulShare } from '../../run/useful-calls.ts'
import { excessOf } from '../excess.ts'
import { type Gain, gainsOf } from '../gain.ts'
import { actionsByInvocation } from '../invocation.ts'
import { runFinding } from '../run-finding.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { abstain, usualOf } from '../usual.ts'
import { shown } from '../wording.ts'

const callsMin = 3
const usualTimesMax = 0.75
const shareMax = 0.6
const lowShareMax = 0.4
const severityBase = 0.2
const severityMiddling = 0.1
const severityLow = 0.2

/** Calls that wait, move on, or whose results were not captured are left out of the count. */
export const lowYield: Signal = {
  name: 'low_yield',
  bucket: 'repeated_weak_trajectory',
  definition:
    'Of the calls of the run only a low share brought anything new: the rest failed, found nothing or told what was known.',
  reason: 'The agent works without getting on; of all that a run shows this goes with failure most steadily.',
  subsumes: [],
  needs: ['tool outcome', 'tool result'],
  abstains: 'where the results of most calls were not captured',
  defaults: [
    { name: 'callsMin', value: callsMin, reason: 'of one or two calls a share says nothing' },
    { name: 'shareMax', value: shareMax, reason: 'runs that go well bring something new with four in five calls' },
    {
      name: 'usualTimesMax',
      value: usualTimesMax,
      reason: 'or below three quarters, of all calls and of what is usual for the agent',
    },
    { name: 'lowShareMax', value: lowShareMax, reason: 'most of the work was in vain' },
    { name: 'severityBase', value: severityBase, reason: 'a hint where it is only less than usual' },
    {
      name: 'severityMiddling',
      value: severityMiddling,
      reason: 'added below the share: another weakness beside it makes the run weak',
    },
    { name: 'severityLow', value: severityLow, reason: 'added where most of the work was in vain' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const actions = listsOf(run.steps).actions
  if (actions.length < callsMin) return quiet
  const told = yieldsOf(run).filter(({ gain }) => gain !== 'untold')
  if (told.length < Math.max(callsMin, actions.length / 2)) return abstainWhenUnseen(actions)
  const vain = told.filter(({ gain }) => gain === 'nothing').map(({ step }) => step)
  const share = 1 - vain.length / told.length
  if (share >= shareMax && !isUnusual(run, baseline, share)) return quiet
  return runFinding(lowYield, run, {
    template: 'few calls brought anything new',
    evidence: vain,
    severity: severityOf(
      base(severityBase),
      partWhen(share < shareMax, 'two of five in vain', severityMiddling),
      partWhen(share < lowShareMax, 'most of it in vain', severityLow),
    ),
    excess: excessOf(run, vain),
    explanation: `Of ${told.length} calls of ${shown(run.agent)} ${told.length - vain.length} brought anything new`,
  })
}

/** Far below what is usual for the agent, whose work may be such that much of it is tries. */
function isUnusual(run: Run, baseline: Baseline | null, share: number): boolean {
  const usual = usualOf(baseline, 'usefulShare')
  const own = usefulShare(run.steps)
  if (usual === null || own === null) return false
  return share < usualTimesMax && own < usualTimesMax * usual.p50
}

interface Yield {
  readonly step: Step
  readonly gain: Gain
}

/** Agents that know nothing of each other's calls are looked at one by one. */
function yieldsOf(run: Run): readonly Yield[] {
  return actionsByInvocation(run.steps).flatMap((calls) => {
    const gains = gainsOf(calls)
    return calls.map((step, index) => ({ step, gain: gains[index] ?? 'untold' }))
  })
}

function abstainWhenUnseen(actions: readonly Step[]): Detection {
  const unseen = actions.filter((step) => step.result === null && step.outcome !== 'error')
  return unseen.length * 2 >= actions.length ? abstain(lowYield.name, 'tool result') : quiet
}
