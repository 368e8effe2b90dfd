/**
 * What is usual for an agent: quantiles over its healthy runs in closed hours before the judged run's own hour, so that a
 * judgement depends neither on the order of commits nor on itself.
 */
export interface Baseline {
  /** Healthy runs behind it; signals abstain while it is young. */
  readonly runs: number
  readonly costUsd: Quantiles | null
  readonly tokens: Quantiles | null
  readonly durationMs: Quantiles | null
  readonly steps: Quantiles | null
}

/** Within the relative accuracy of the sketch (1 %). */
export interface Quantiles {
  /** Runs that have the measure at all. */
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

/** What one run adds to the baseline of its agent; null where it does not tell. */
export interface RunMeasures {
  readonly costUsd: number | null
  readonly tokens: number | null
  readonly durationMs: number
  readonly steps: number
}
