import { type Finding, noExcess } from '../../finding/finding.ts'
import type { Run, RunEvaluation } from '../../run/run.ts'
import { token } from '../../sign/token.ts'
import { groupsOfTwo } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { standingScores } from '../scores.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { stepsById } from '../step-lists.ts'
import { shown } from '../wording.ts'

const severityBase = 0.5

/** One finding per evaluation and agent or step; asked twice, the last verdict counts. */
export const evaluationFailed: Signal = {
  name: 'evaluation_failed',
  bucket: 'new_failure_class',
  definition: 'An evaluation that was sent for the run, by code or a model, says that it failed.',
  reason: 'Somebody has already said what good is: production breaks a rule that the suite could hold.',
  subsumes: [],
  needs: ['evaluation verdict'],
  abstains: 'where evaluations were sent with scores only, which take a threshold to judge',
  defaults: [{ name: 'severityBase', value: severityBase, reason: 'told rather than guessed, though judges err too' }],
  detect,
}

function detect(run: Run): Detection {
  if (run.evaluations.length === 0) return quiet
  const scores = standingScores(run, 'other')
  const failed = scores.filter((score) => score.passed === false)
  const findings = groupsOfTwo(
    failed,
    ({ name }) => name,
    (score) => locusOf(run, score),
  ).flatMap((same) => toFinding(run, same))
  const blind = scores.length > 0 && scores.every((score) => score.passed === null)
  return { findings, abstention: blind ? { signal: evaluationFailed.name, missing: 'evaluation verdict' } : null }
}

function locusOf(run: Run, { stepId }: RunEvaluation): string {
  return (stepId === null ? undefined : stepsById(run.steps).get(stepId)?.name) ?? run.agent
}

function toFinding(run: Run, failed: readonly RunEvaluation[]): readonly Finding[] {
  const last = failed.at(-1)
  if (last === undefined) return []
  const evidence = failed.flatMap(({ stepId }) => stepId ?? [])
  return [
    {
      signal: evaluationFailed.name,
      bucket: evaluationFailed.bucket,
      locus: locusOf(run, last),
      template: `${token(last.name) || 'evaluation'} failed`,
      recovery: recoveryAfter(run, undefined),
      evidence,
      ...severityOf(base(severityBase)),
      excess: noExcess,
      explanation: `${shown(locusOf(run, last))} failed the evaluation ${token(last.name)}${score(last)}`,
    },
  ]
}

function score({ score: value }: RunEvaluation): string {
  return value === null ? '' : ` with a score of ${Number(value.toPrecision(3))}`
}
