import type { ErrorClass, EvaluationFact, ValueFact } from '../span/span-fact.ts'
import type { Step } from './step.ts'

export const runOutcomes = ['completed', 'failed', 'aborted', 'waiting', 'unknown'] as const
export type RunOutcome = (typeof runOutcomes)[number]

/** Why a run is not whole. A closed list: the same words appear in the API, the metrics and the tests. */
export const incompleteReasons = ['root_missing', 'parent_missing', 'spans_cut', 'attributes_dropped'] as const
export type IncompleteReason = (typeof incompleteReasons)[number]

/** Why a trace holds no run; the same words in the API, the metrics and the tests. */
export const noRunReasons = ['infrastructure_only', 'context_only', 'continuation', 'no_spans'] as const
export type NoRunReason = (typeof noRunReasons)[number]

/** One top-level agent invocation, put back together. */
export interface Run {
  /** 32 hex digits, a function of tenant, first trace id and root span id. */
  readonly id: string
  readonly tenant: string
  /** The trace of its root. */
  readonly traceId: string
  /** All traces it goes through, the first one first. */
  readonly traceIds: readonly string[]
  readonly rootSpanId: string | null
  readonly agent: string
  readonly agentVersion: string | null
  readonly service: string
  readonly environment: string | null
  readonly release: string | null
  readonly sessionId: string | null
  readonly userFp: string | null
  readonly families: readonly string[]
  /** Instrumentation scopes that its spans came from; at most 16. */
  readonly scopes: readonly string[]
  readonly startUs: number
  readonly endUs: number
  readonly outcome: RunOutcome
  /** Which evidence decided the outcome, e.g. `root status`, `last llm finish length`. */
  readonly outcomeFrom: string
  /** Template of the error that the run ended with; null when it did not. */
  readonly errorTemplate: string | null
  readonly errorClass: ErrorClass | null
  readonly complete: boolean
  readonly incomplete: readonly IncompleteReason[]
  /** By start; without `other`, without the root itself. */
  readonly steps: readonly Step[]
  /** The user's request; null when content was not sent. */
  readonly entry: ValueFact | null
  /** The final answer: null when there is none or content was not sent (see contentCaptured). */
  readonly answer: ValueFact | null
  /** Whether any message content was captured in this run: without it a missing answer is no evidence. */
  readonly contentCaptured: boolean
  /** Evaluations and feedback that were sent for it, over spans or log records. */
  readonly evaluations: readonly RunEvaluation[]
  readonly totals: RunTotals
  readonly samplingThreshold: string | null
}

export interface RunEvaluation extends EvaluationFact {
  /** The step it is about; null when it is about the run. */
  readonly stepId: string | null
}

export interface RunTotals {
  readonly steps: number
  readonly toolCalls: number
  readonly modelCalls: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** USD; null when no model call could be priced. */
  readonly costUsd: number | null
  readonly durationMs: number
}

/** Who the run came from: the user, else the session; null where it names neither. */
export function sourceOf(run: Pick<Run, 'userFp' | 'sessionId'>): string | null {
  return run.userFp ?? run.sessionId
}
