import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { recoveryAfter } from '../recovery.ts'
import { standingScores } from '../scores.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.6

/** One finding per run, whatever the feedback is called; a person who thinks better of it takes it back. */
export const negativeFeedback: Signal = {
  name: 'negative_feedback',
  bucket: 'new_failure_class',
  definition: 'A person gave the run bad marks.',
  reason: 'The one verdict that counts, and it comes from those the agent is for.',
  subsumes: [],
  needs: ['feedback verdict'],
  abstains: 'where feedback was sent with scores only, which take a threshold to judge',
  defaults: [{ name: 'severityBase', value: severityBase, reason: 'few people bother to say so' }],
  detect,
}

function detect(run: Run): Detection {
  if (run.evaluations.length === 0) return quiet
  const scores = standingScores(run, 'human')
  const bad = scores.filter((score) => score.passed === false)
  if (scores.length > 0 && scores.every((score) => score.passed === null)) {
    return { findings: [], abstention: { signal: negativeFeedback.name, missing: 'feedback verdict' } }
  }
  if (bad.length === 0) return quiet
  const finding = {
    signal: negativeFeedback.name,
    bucket: negativeFeedback.bucket,
    locus: run.agent,
    template: 'negative feedback',
    recovery: recoveryAfter(run, undefined),
    evidence: [...new Set(bad.flatMap(({ stepId }) => stepId ?? []))],
    ...severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} got negative feedback ${times(bad.length)}`,
  }
  return { findings: [finding], abstention: null }
}
