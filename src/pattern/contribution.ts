import type { Bucket, Excess, Recovery } from '../finding/finding.ts'
import type { RunMeasures } from '../run/baseline.ts'
import type { RunOutcome } from '../run/run.ts'

/**
 * Exactly what one run has contributed to the counts. A trace's ledger is a list of these: a commit replaces the list
 * and applies the difference, so a late span corrects the counts and what was recorded is taken back, not recomputed.
 */
export interface RunContribution {
  readonly runId: string
  readonly agent: string
  readonly agentVersion: string | null
  readonly service: string
  /** The run's end, clamped to its receipt (window.ts), Unix milliseconds. */
  readonly countedAtMs: number
  readonly outcome: RunOutcome
  readonly release: string | null
  /** User or session of the run; null when it names neither. */
  readonly source: string | null
  /**
   * What feeds the agent's baseline: null unless the run is healthy (complete, completed, no finding of severity 0.3 or
   * more, those in shadow aside). Fed once per run, at its first commit that has it, and never taken back.
   */
  readonly measures: RunMeasures | null
  readonly patterns: readonly PatternContribution[]
}

export interface PatternContribution {
  /** Whom the pattern is about: the run's agent, or its service for what is counted over all agents of a service. */
  readonly scope: PatternScope
  readonly signature: string
  readonly lesson: string
  readonly signal: string
  readonly bucket: Bucket
  readonly locus: string
  readonly template: string
  readonly recovery: Recovery
  readonly severity: number
  readonly excess: Excess
  /** Why the run is risky, in closed words; empty when it is not. */
  readonly risks: readonly Risk[]
  /** 0 to 1: how much of what an explanation needs is there (assemble/completeness). */
  readonly completeness: number
  /** The run's steps, repeats folded; of what is counted over a service, the agent that carried it. */
  readonly trajectory: string
  readonly explanation: string
}

export const patternScopes = ['agent', 'service'] as const
export type PatternScope = (typeof patternScopes)[number]

export const risks = [
  'run_failed',
  'run_abandoned',
  'sensitive_tool',
  'guardrail',
  'approval',
  'evaluation_failed',
  'negative_feedback',
  /** The severities of the run's findings sum up to weakness (finding/weak.ts): without it a finding is a hint. */
  'weak_run',
] as const
export type Risk = (typeof risks)[number]
