/**
 * What is usual for an agent: quantiles over its healthy runs in closed hours before the judged run's own hour, so that a
 * judgement depends neither on the order of commits nor on itself.
 */
export interface Baseline extends Readonly<Record<MeasureName, Quantiles | null>> {
  /** Healthy runs behind it; signals abstain while it is young. */
  readonly runs: number
}

/** Whose usual it is: an agent, one version of it, or all agents of a service (for agents with few runs). */
export type BaselineSubject =
  | { readonly scope: 'agent'; readonly agent: string }
  | { readonly scope: 'version'; readonly agent: string; readonly version: string }
  | { readonly scope: 'service'; readonly service: string }

export const measureNames = [
  'costUsd',
  'tokens',
  'outputTokens',
  'durationMs',
  'steps',
  'calls',
  'retries',
  /** Length of the final answer. */
  'answerChars',
  /** Share of the tool calls that brought something new, 0 to 1. */
  'usefulShare',
] as const
export type MeasureName = (typeof measureNames)[number]

/** Within the relative accuracy of the sketch (1 %). */
export interface Quantiles {
  /** Runs that have the measure at all. */
  readonly count: number
  readonly p10: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

/** What one run adds to the baseline of its agent; null where it does not tell. */
export type RunMeasures = Readonly<Record<MeasureName, number | null>>
