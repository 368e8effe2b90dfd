/** What the generator knows: the spans it will send, and what must become of them. No word of the service's own code. */

export type PlannedValue = string | number | readonly string[]

export interface PlannedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | null
  readonly service: string
  readonly name: string
  /** OTLP `SpanKind` as its number. */
  readonly kind: number
  /** Unix time in whole microseconds. */
  readonly startUs: number
  readonly endUs: number
  readonly attributes: Readonly<Record<string, PlannedValue>>
  /** Status message of a span that failed; null leaves the status unset. */
  readonly error: string | null
}

export interface ExpectedStep {
  readonly kind: 'llm' | 'tool' | 'approval'
  readonly name: string
  readonly outcome: 'ok' | 'error' | 'rejected'
  /** The span it is seen through; null for a step that only messages tell of. */
  readonly spanId: string | null
  readonly startUs: number
  /** End of the span that must win where it was sent in several versions; null for a step without a span. */
  readonly endUs: number | null
}

/** A weakness that was put into the run on purpose. */
export interface Planted {
  readonly signal: string
  readonly locus: string
}

export interface ExpectedRun {
  readonly agent: string
  /** The first one first. */
  readonly traceIds: readonly string[]
  readonly startUs: number
  readonly outcome: 'completed' | 'failed' | 'unknown'
  readonly complete: boolean
  readonly steps: readonly ExpectedStep[]
  readonly planted: readonly Planted[]
  /** User, else session. */
  readonly source: string
}

export interface PlannedRun {
  readonly story: string
  readonly expected: ExpectedRun
  /** Every span as it must stand in the end. */
  readonly spans: readonly PlannedSpan[]
  /** Ids of spans that are held back until the rest was judged. */
  readonly late: ReadonlySet<string>
  /** Versions of spans above that must lose: sent under the same id with an earlier end. */
  readonly losers: readonly PlannedSpan[]
}

/** A version of a span, for the ledger. */
export function versionOf(span: PlannedSpan): string {
  return `${span.traceId}/${span.spanId}@${span.endUs}`
}

/** Whether what it comes to changes between its first judgement and its last: its counts then go up and down. */
export function isCorrected(run: PlannedRun): boolean {
  return run.late.size > 0 || run.losers.length > 0
}
