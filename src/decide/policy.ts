import type { CriterionName } from '../candidate/scorecard.ts'
import type { Risk } from '../pattern/contribution.ts'

/** Whether a run was weak is asked by itself: its severities are weighed already. */
export type WeighedRisk = Exclude<Risk, 'weak_run'>

/** What makes a lesson a candidate. Patterned is always required, and Risk or Cost. */
export interface Policy {
  /** Days of counts that a decision looks at. */
  readonly windowDays: number
  /** Signals whose lessons are watched and raise nothing. */
  readonly shadow: ReadonlySet<string>
  /** Criteria required beyond Patterned and (Risk or Cost), with the least score; `unknown` does not satisfy one. */
  readonly required: ReadonlyMap<CriterionName, number>
  readonly patterned: {
    readonly runsMin: number
    /** Sources needed where over half of the runs name one. */
    readonly sourcesMin: number
    /** The largest share of the runs that one source may have. */
    readonly sourceShareMax: number
    /** Distinct hours needed where sources are not known. */
    readonly hoursMin: number
  }
  readonly risk: {
    readonly scoreMin: number
    /** How much each risk weighs, 0 to 1. */
    readonly weights: Readonly<Record<WeighedRisk, number>>
  }
  readonly cost: {
    /** Any of these per day, over the window, is costly. */
    readonly usdPerDay: number
    readonly tokensPerDay: number
    readonly secondsPerDay: number
    readonly callsPerDay: number
  }
}
