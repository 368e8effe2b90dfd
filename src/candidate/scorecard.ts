/** The letters of P.R.O.M.O.T.E., in order. */
export const criterionNames = [
  'patterned',
  'risk_bearing',
  'operationally_costly',
  'missed_offline',
  'observable_enough',
  'teachable',
  'enduring',
] as const
export type CriterionName = (typeof criterionNames)[number]

export interface Criterion {
  readonly name: CriterionName
  readonly verdict: 'pass' | 'fail' | 'unknown'
  /** 0 to 1; null when the verdict is unknown. */
  readonly score: number | null
  /** The evidence in words and numbers. */
  readonly evidence: string
}

export const holdReasons = [
  'one_off',
  'duplicate',
  'privacy_sensitive',
  'unexplained',
  'incident_bound',
  'harmless',
  'covered',
  /** Its signal runs in shadow. */
  'shadow',
  /** Too few of its runs are weak: what is left are hints. */
  'hint',
] as const
export type HoldReason = (typeof holdReasons)[number]

export type PolicyAnswer =
  | { readonly answer: 'promote'; readonly reason: null }
  | { readonly answer: 'watch' | 'hold'; readonly reason: HoldReason }

export type Scorecard = PolicyAnswer & {
  readonly criteria: readonly Criterion[]
  readonly decidedAtMs: number
  /** Days the counts cover. */
  readonly windowDays: number
  /** The lesson whose candidate stands for this one: nearly the same runs carry both. */
  readonly duplicateOf?: string
}
