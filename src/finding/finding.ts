/** The kind of weakness a signal looks for; the four buckets of the source article. */
export const buckets = ['new_failure_class', 'repeated_weak_trajectory', 'boundary_stress', 'slow_failure'] as const
export type Bucket = (typeof buckets)[number]

/** What the agent did after the weakness. */
export const recoveries = ['retried_same', 'retried_changed', 'other_tool', 'escalated', 'answered', 'stopped'] as const
export type Recovery = (typeof recoveries)[number]

/** One signal firing in one run. */
export interface Finding {
  readonly signal: string
  readonly bucket: Bucket
  /** The tool, model or guardrail where it happened; the agent where it is about the run as a whole. */
  readonly locus: string
  /** Masked error text or a fixed phrase of the signal: never content. */
  readonly template: string
  readonly recovery: Recovery
  /** Ids of the steps that are the evidence, in order. */
  readonly evidence: readonly string[]
  /** 0 to 1, comparable across signals. From 0.5 on, alone or summed up over a run's findings, a run counts as weak. */
  readonly severity: number
  /** What the severity is made of, the signal's own weight first; they sum to it, within 0 and 1. */
  readonly severityParts: readonly SeverityPart[]
  readonly excess: Excess
  /** One sentence of what was seen, in words and numbers, without content. */
  readonly explanation: string
}

export interface SeverityPart {
  /** A fixed phrase, such as `base`, `ended the run`, `recovered`. */
  readonly reason: string
  /** May be negative: a recovery takes away. */
  readonly value: number
}

/** What the weakness cost beyond a run without it. */
export interface Excess {
  readonly usd: number
  readonly tokens: number
  readonly seconds: number
  readonly calls: number
  readonly approvals: number
}

export const noExcess: Excess = { usd: 0, tokens: 0, seconds: 0, calls: 0, approvals: 0 }

export function addExcess(a: Excess, b: Excess): Excess {
  return {
    usd: a.usd + b.usd,
    tokens: a.tokens + b.tokens,
    seconds: a.seconds + b.seconds,
    calls: a.calls + b.calls,
    approvals: a.approvals + b.approvals,
  }
}

/** A signal that could not judge a run because a field was not sent. */
export interface Abstention {
  readonly signal: string
  /** Field that this run's instrumentation does not send. */
  readonly missing: string
}
