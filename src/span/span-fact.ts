import type { SpanRole, StepKind, StepOutcome } from './step-kind.ts'

/**
 * What is kept of a span: an allow-list without content. Names are capped, texts are templates, values are keyed
 * fingerprints (see fingerprint.ts). Facts are what the store appends and what assembly reads.
 */
export interface SpanFact {
  readonly type: 'span'
  readonly spanId: string
  readonly parentSpanId: string | null
  /** Whether the parent lives in another process; null when the exporter does not say. */
  readonly remoteParent: boolean | null
  /** OTLP `SpanKind` number. */
  readonly spanKind: number
  /** The convention family the span was recognised by (`openinference`, `gen_ai`, `ai_sdk` ...), `infra` for none. */
  readonly family: string
  readonly scope: string
  readonly kind: StepKind
  readonly role: SpanRole
  /** Tool, model, agent, guardrail or retriever name; the span name where the convention gives none. */
  readonly name: string
  readonly startUs: number
  readonly endUs: number
  readonly outcome: StepOutcome
  /** Which field decided the outcome, e.g. `status`, `gen_ai.tool.status`, `result:isError`. Empty when unknown. */
  readonly outcomeFrom: string
  readonly error: ErrorFact | null
  readonly service: ServiceFact
  readonly agent: AgentFact | null
  /** `gen_ai.conversation.id` and its equals: an identifier of the application's own, kept as it is. */
  readonly sessionId: string | null
  /** Keyed fingerprint of the user id. */
  readonly userFp: string | null
  readonly tool: ToolFact | null
  readonly model: ModelFact | null
  readonly messages: MessagesFact | null
  /** Number of documents of a retrieval step; null when the instrumentation does not tell. */
  readonly documents: number | null
  /** Of a handoff: the agent it goes to. Of an approval or guardrail: what it guards. Else null. */
  readonly target: string | null
  /** Scores of this span or its run that were sent on it. */
  readonly evaluations: readonly EvaluationFact[]
  /** An explicit root marker: `langsmith.is_root`, `langfuse.internal.is_app_root`, `gen_ai.invocation.is_nested`. */
  readonly rootMark: boolean | null
  /** True when the exporter said that it dropped attributes, events or links of this span. */
  readonly truncated: boolean
  /** Sampling threshold of `tracestate` (`ot=th:`), when the exporter sampled. */
  readonly samplingThreshold: string | null
  /** Hash of the wire span, to choose between two different spans under one id. */
  readonly hash: string
}

/** A log record that is kept because it tells of a span: messages, an exception, an evaluation or feedback. */
export interface LogFact {
  readonly type: 'log'
  readonly spanId: string | null
  readonly timeUs: number
  /** Order within its request, to keep records of one microsecond apart. */
  readonly sequence: number
  readonly event: 'message' | 'exception' | 'evaluation' | 'feedback'
  readonly messages: MessagesFact | null
  readonly error: ErrorFact | null
  readonly evaluation: EvaluationFact | null
  readonly hash: string
}

export type Fact = SpanFact | LogFact

/** What an error is, read from its text before the text is dropped. */
export const errorClasses = [
  'tool_not_found',
  'invalid_arguments',
  'timeout',
  'rate_limited',
  'permission_denied',
  'content_filtered',
  'cancelled',
  'interrupted',
  'approval_rejected',
  'guardrail',
  'turn_limit',
  'other',
] as const
export type ErrorClass = (typeof errorClasses)[number]

export interface ErrorFact {
  /** `error.type` or `exception.type`, capped; null when none was sent. */
  readonly type: string | null
  readonly class: ErrorClass
  /** The error text with everything variable masked (sign/error-template.ts): safe to show and store. */
  readonly template: string
}

export interface ServiceFact {
  readonly name: string
  readonly instanceId: string | null
  readonly version: string | null
  readonly environment: string | null
}

export interface AgentFact {
  readonly name: string | null
  readonly id: string | null
  readonly version: string | null
}

export interface ToolFact {
  /** Keyed fingerprint of the tool-call id; null when there is none or it is too short to be unique. */
  readonly callFp: string | null
  readonly arguments: ValueFact | null
  readonly result: ResultFact | null
  /** Extension, built-in or provider-executed tools say so (`gen_ai.tool.type`). */
  readonly type: string | null
}

/** Shape of a dropped value. `fp` leaves out volatile keys (request ids, timestamps, cursors). */
export interface ValueFact {
  readonly fp: string
  readonly chars: number
  /** Marks of the salient values in it, of arguments and requests of a user; absent where there are none. */
  readonly values?: ValueMarks
  /** How a model's answer puts it, of outputs of a model; absent where it is nothing of note. */
  readonly manner?: readonly AnswerManner[]
}

/** What is told of the text of an answer, a closed list: normalize/answer-manner.ts finds it. */
export const answerManners = ['declines', 'asks_back', 'writes_call'] as const
export type AnswerManner = (typeof answerManners)[number]

/**
 * Short keyed fingerprints, five characters each, one behind the other: of addresses, links, numbers, names and quoted
 * texts. They tell that a value of one text came from another, and nothing else.
 */
export type ValueMarks = string

export interface ResultFact extends ValueFact {
  /** True when the result is an empty collection or says that nothing was found; null when it cannot be told. */
  readonly empty: boolean | null
  /** Number of items where the result is a collection. */
  readonly items: number | null
  /** True when the result reports a state that is still going on (`pending`, `in_progress`, `running` ...). */
  readonly pending: boolean
  /** Present where the result tells its reader what to do as only somebody who talks to the agent would. */
  readonly instruction?: InstructionFact
}

/** Text inside of a result that speaks to the agent rather than to a person, without a word of it. */
export interface InstructionFact {
  /** Sum of the weights of its features; from 1 on it is an instruction to the agent. */
  readonly score: number
  readonly features: readonly InstructionFeature[]
  /** Values that the text names; names and small numbers only where they stand nowhere else near it. */
  readonly values: ValueMarks
  /** The links among them, as a call passes one that goes there. */
  readonly targets: ValueMarks
}

/** What makes a text one that speaks to an agent; a closed list, the same words in the explanation and the tests. */
export const instructionFeatures = [
  'addresses_agent',
  'overrides_instructions',
  'interrupts_task',
  'claims_authority',
  'imitates_markup',
  'demands_secrecy',
  'changes_role',
  'hidden_text',
  'names_tool',
  'asks_for_secrets',
  'commands',
  'presses',
] as const
export type InstructionFeature = (typeof instructionFeatures)[number]

export interface ModelFact {
  readonly provider: string | null
  readonly requested: string | null
  readonly used: string | null
  readonly tokens: TokenFact
  /** USD as sent on the span; null when the span has none. */
  readonly costUsd: number | null
  readonly finish: FinishReason | null
  readonly responseId: string | null
}

/** Token counts of one model call. `input` is the total, cache included; null when not sent. */
export interface TokenFact {
  readonly input: number | null
  readonly output: number | null
  readonly cacheRead: number | null
  readonly cacheWrite: number | null
  readonly reasoning: number | null
}

export const finishReasons = [
  'stop',
  'length',
  'tool_call',
  'content_filter',
  'error',
  'cancelled',
  'paused',
  'other',
] as const
export type FinishReason = (typeof finishReasons)[number]

/**
 * What the messages of a model call (or of an agent) tell. Of the input only what follows the last assistant message
 * is read, so a growing history is not kept again and again.
 */
export interface MessagesFact {
  /** Tool calls that the model asked for. */
  readonly calls: readonly ToolCallFact[]
  /** Tool results, refusals and approval decisions that the input brought since the last assistant message. */
  readonly answers: readonly ToolAnswerFact[]
  /** Text that the model answered with; null when it answered with none or content was not sent. */
  readonly output: ValueFact | null
  /** The user's message that the input ends with; null when it ends otherwise or content was not sent. */
  readonly input: ValueFact | null
  /** Names of the tools offered; null when not sent. */
  readonly offered: readonly string[] | null
  /** Whether any input or output message was captured at all: absence of content is no evidence. */
  readonly captured: boolean
  /** Role of a single-message record (log records); null for whole message lists. */
  readonly role: 'system' | 'user' | 'assistant' | 'tool' | null
}

export interface ToolCallFact {
  readonly callFp: string | null
  readonly name: string
  readonly arguments: ValueFact | null
  /** The arguments are no JSON, so that nothing can have been run with them. */
  readonly unparsable: boolean
}

export interface ToolAnswerFact {
  readonly callFp: string | null
  readonly name: string | null
  readonly outcome: StepOutcome
  readonly error: ErrorFact | null
  readonly result: ResultFact | null
  /** An approval decision rather than a result. `unknown` when the message tells of one but not how it went. */
  readonly approval: 'approved' | 'rejected' | 'requested' | 'unknown' | null
}

export interface EvaluationFact {
  readonly name: string
  readonly score: number | null
  readonly label: string | null
  /** What the label or score says by itself; null where only a threshold of the operator's could tell. */
  readonly passed: boolean | null
  /** `human` makes it feedback; null when the emitter does not say. */
  readonly by: 'human' | 'model' | 'code' | null
}
