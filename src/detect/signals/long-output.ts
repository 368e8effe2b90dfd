import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { mostOf } from '../outlier.ts'
import { runFinding } from '../run-finding.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { abstain, beyondUsual, healthyRunsDefault, usualOf, youngBaseline } from '../usual.ts'
import { shown } from '../wording.ts'

const medianTimesMin = 1.5
const severityBase = 0.2
const severityRare = 0.05

export const longOutput: Signal = {
  name: 'long_output',
  bucket: 'repeated_weak_trajectory',
  definition: 'The model wrote half as much again, over the whole run, as in half of its healthy runs.',
  reason: 'An agent that is unsure writes more: plans that are made anew, tries that are explained, doubts.',
  subsumes: [],
  needs: ['output tokens', 'baseline'],
  abstains: 'where no model call tells its output tokens, or the baseline of the agent is young',
  defaults: [
    healthyRunsDefault,
    { name: 'medianTimesMin', value: medianTimesMin, reason: 'beyond the ordinary spread between requests' },
    { name: 'severityBase', value: severityBase, reason: 'a hint: some requests take more words' },
    { name: 'severityRare', value: severityRare, reason: 'added above nine in ten healthy runs; half of a weak run' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const { outputTokens } = run.totals
  if (outputTokens === 0) return abstain(longOutput.name, 'output tokens')
  const usual = usualOf(baseline, 'outputTokens')
  if (usual === null) return abstain(longOutput.name, youngBaseline)
  if (outputTokens <= medianTimesMin * usual.p50) return quiet
  return runFinding(longOutput, run, {
    template: 'more output than its healthy runs',
    evidence: mostOf(run.steps, (step) => step.tokens?.output ?? 0),
    severity: severityOf(base(severityBase), partWhen(outputTokens > usual.p90, 'above nine in ten', severityRare)),
    excess: beyondUsual(run, baseline),
    explanation: `${shown(run.agent)} wrote ${outputTokens} tokens; half of its healthy runs write ${Math.round(usual.p50)} or fewer`,
  })
}
