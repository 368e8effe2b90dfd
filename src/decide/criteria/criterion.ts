import type { Criterion, CriterionName } from '../../candidate/scorecard.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import type { Policy } from '../policy.ts'

/** One letter of P.R.O.M.O.T.E.: a pure function from what is known of a lesson to a verdict with its evidence. */
export type Judge = (evidence: LessonEvidence, policy: Policy) => Criterion

/** The score of something that just meets its threshold; `thresholdScore` reaches 1 at twice the threshold. */
export const atThreshold = 0.5

/** How far a value is from what is needed, 0 to 1: 0.5 just meets it, 1 is twice as much or more. */
export function thresholdScore(value: number, needed: number): number {
  if (needed <= 0) return 1
  return Math.min(1, Math.max(0, value / needed) * atThreshold)
}

/** A criterion that is not judged: it says what it would need and what is already known. */
export function unknown(name: CriterionName, evidence: string): Criterion {
  return { name, verdict: 'unknown', score: null, evidence }
}
