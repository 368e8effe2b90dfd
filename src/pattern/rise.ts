export const riseKinds = ['sudden', 'slow', 'none'] as const

/** Whether the rate of a lesson rises against its own past. */
export interface Rise {
  /** `sudden`: within a day; `slow`: over weeks. */
  readonly kind: (typeof riseKinds)[number]
  /** The counts it was judged on, in words. */
  readonly evidence: string
}

/** Runs that carried the lesson in one bucket, of all runs of its agent. */
export interface RatePoint {
  readonly runs: number
  readonly agentRuns: number
}
