import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { runFinding } from '../run-finding.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { abstain, beyondUsual, healthyRunsDefault, usualOf, youngBaseline } from '../usual.ts'
import { shown } from '../wording.ts'

const medianTimesMin = 2
const severityBase = 0.1
const severityRare = 0.15

/** In a conversation only the last answer is looked at, like in the baseline. */
export const longAnswer: Signal = {
  name: 'long_answer',
  bucket: 'repeated_weak_trajectory',
  definition: 'The last answer of the run was more than twice as long as the usual answer of the agent.',
  reason:
    'Where the agent has no result it explains itself; whoever asked has to find the answer in it, if it is there.',
  subsumes: [],
  needs: ['message content', 'baseline'],
  abstains: 'where answers were not captured, or the baseline of the agent is young',
  defaults: [
    healthyRunsDefault,
    { name: 'medianTimesMin', value: medianTimesMin, reason: 'beyond the ordinary spread between requests' },
    { name: 'severityBase', value: severityBase, reason: 'a hint: some requests take more words' },
    { name: 'severityRare', value: severityRare, reason: 'added above nine in ten healthy runs; half of a weak run' },
  ],
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  if (run.answer === null) return run.contentCaptured ? quiet : abstain(longAnswer.name, 'message content')
  const usual = usualOf(baseline, 'answerChars')
  if (usual === null) return abstain(longAnswer.name, youngBaseline)
  if (run.answer.chars <= medianTimesMin * usual.p50) return quiet
  return runFinding(longAnswer, run, {
    template: 'a longer answer than its healthy runs give',
    evidence: run.steps.filter((step) => step.kind === 'llm').slice(-1),
    severity: severityOf(base(severityBase), partWhen(run.answer.chars > usual.p90, 'above nine in ten', severityRare)),
    excess: beyondUsual(run, baseline),
    explanation: `The answer of ${shown(run.agent)} has ${run.answer.chars} characters; half of its healthy runs answer in ${Math.round(usual.p50)} or fewer`,
  })
}
