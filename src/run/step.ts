import type { ErrorFact, FinishReason, ResultFact, TokenFact, ValueFact, ValueMarks } from '../span/span-fact.ts'
import type { StepKind, StepOutcome } from '../span/step-kind.ts'

/** One step of a run: a span seen through its convention, or a tool call known only from the messages around it. */
export interface Step {
  /** The span id; of an inferred step, one derived from the span that asked for the call. */
  readonly id: string
  readonly traceId: string
  /** The nearest step above, or null directly below the run. */
  readonly parentId: string | null
  readonly kind: StepKind
  /** The tool or model for tool and llm steps, else the agent, guardrail, retriever or approved tool. */
  readonly name: string
  readonly outcome: StepOutcome
  readonly outcomeFrom: string
  readonly error: ErrorFact | null
  readonly startUs: number
  readonly endUs: number
  /** True for a tool step without a span of its own. */
  readonly inferred: boolean
  /** Name of the (nested) agent that took the step. */
  readonly agent: string
  readonly callFp: string | null
  readonly arguments: ValueFact | null
  readonly result: ResultFact | null
  /** Retrieval steps: number of documents; null when not told. */
  readonly documents: number | null
  readonly model: string | null
  readonly tokens: TokenFact | null
  readonly costUsd: number | null
  readonly finish: FinishReason | null
  /** llm steps: size of the text the model answered with; null when none or not captured. */
  readonly answer: ValueFact | null
  /** llm steps: marks of the values in the user's message that the input ended with; absent where it has none. */
  readonly request?: ValueMarks
  /** llm steps: how many tool calls the model asked for. */
  readonly callCount: number
  /** Whether the tool was among those offered to the model; null when the offer is not known. */
  readonly offered: boolean | null
  /** handoff: the agent it goes to. approval, guardrail: what it guards. */
  readonly target: string | null
}

/** True when the step is an attempt at work outside of the model: a tool or a retrieval. */
export function isAction(step: Step): boolean {
  return step.kind === 'tool' || step.kind === 'retrieval'
}
