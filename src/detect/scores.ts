import type { Run, RunEvaluation } from '../run/run.ts'
import { keyOf } from './groups.ts'

/** The scores that count: of the same score for the same step the last one, for people and judges change their mind. */
export function standingScores(run: Run, by: 'human' | 'other'): readonly RunEvaluation[] {
  const wanted = run.evaluations.filter((score) => (score.by === 'human') === (by === 'human'))
  const standing = new Map(wanted.map((score) => [keyOf(score.stepId, score.name), score]))
  return [...standing.values()]
}
