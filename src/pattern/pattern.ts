import type { Bucket, Excess, Recovery } from '../finding/finding.ts'
import type { PatternScope, Risk } from './contribution.ts'

/** What is known of a signature. Counts are of runs; every count has its denominator. */
export interface Pattern {
  readonly tenant: string
  readonly signature: string
  readonly lesson: string
  readonly scope: PatternScope
  /** The agent; the service where the scope is `service`. */
  readonly agent: string
  readonly signal: string
  readonly bucket: Bucket
  readonly locus: string
  readonly template: string
  readonly recovery: Recovery
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  /** Runs that carried it, as far back as day buckets reach. */
  readonly runs: number
  /** Runs of the same agent (or service) over the same time. */
  readonly agentRuns: number
  readonly severityMax: number
  readonly explanation: string
  /** Most frequent first, at most five. */
  readonly variants: readonly Variant[]
  /** Latest first, at most five. */
  readonly exemplars: readonly Exemplar[]
}

export interface Variant {
  readonly trajectory: string
  readonly runs: number
}

export interface Exemplar {
  readonly runId: string
  readonly traceId: string
  readonly endMs: number
}

/** One bucket of a count series. */
export interface CountPoint {
  readonly startMs: number
  readonly runs: number
  /** Runs of the agent in the same bucket. */
  readonly agentRuns: number
  readonly excess: Excess
}

/** All that the policy decides on: a lesson's counts in a window, as the store has them. */
export interface LessonEvidence {
  readonly tenant: string
  readonly lesson: string
  /** Grows with every change of the lesson's counts; opening a candidate compares it. */
  readonly version: number
  readonly scope: PatternScope
  /** The agent; the service where the scope is `service`. That of the leading signature. */
  readonly agent: string
  /** How many agents (or services) its signatures are of: a reviewer or a rule may have made one lesson of several. */
  readonly agents: number
  readonly signal: string
  readonly bucket: Bucket
  readonly locus: string
  readonly template: string
  readonly leadingSignature: string
  readonly signatures: readonly string[]
  readonly windowMs: number
  /**
   * Of all signatures together. A run with several of them is counted with each, so this is at most as many as the agents
   * had in each bucket of time, and exact where no run has two signatures or every run of the agents has one.
   */
  readonly runs: number
  readonly agentRuns: number
  readonly failedRuns: number
  /**
   * Runs whose source is known, and runs by source (bounded: 128 a day, then `remainder`), as often as a signature of
   * theirs was counted.
   */
  readonly sourcedRuns: number
  readonly sources: ReadonlyMap<string, number>
  readonly sourceRemainder: number
  readonly releases: readonly string[]
  /** Distinct days (UTC) and hours with at least one run. */
  readonly days: number
  readonly hours: number
  readonly excess: Excess
  readonly risks: ReadonlyMap<Risk, number>
  readonly severityMean: number
  readonly severityMax: number
  readonly completenessMean: number
  readonly explanation: string
  readonly variants: readonly Variant[]
  readonly exemplars: readonly Exemplar[]
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}
