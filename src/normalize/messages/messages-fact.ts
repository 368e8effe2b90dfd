import type { Fingerprint } from '../../span/fingerprint.ts'
import type { MessagesFact, ToolAnswerFact, ToolCallFact, ValueFact } from '../../span/span-fact.ts'
import type { StepOutcome } from '../../span/step-kind.ts'
import { mannersOf } from '../answer-manner.ts'
import { type Data, isEmpty } from '../data.ts'
import { isBrokenJson } from '../json-text.ts'
import { missingToolName } from '../missing-tool.ts'
import { readResult } from '../result-fact.ts'
import { toolNameOf } from '../tool-name.ts'
import { unwrapResult } from '../tool-result.ts'
import { argumentsFact, callFingerprint, requestFact, valueFact } from '../value-fact.ts'
import type { AnswerPart, ApprovalPart, CallPart, Message } from './message.ts'
import { requestsIn, tailOf, tieAnswers } from './resolve-ids.ts'

export interface Conversation {
  readonly input: readonly Message[]
  readonly output: readonly Message[]
  readonly offered: readonly string[] | null
}

/**
 * What a conversation tells, without its content. `repeats` is true for spans above the model calls: of what they repeat
 * only calls with an id are kept, and no answers: those stand in the input of the next model call.
 */
export function messagesFact(
  { input, output, offered }: Conversation,
  repeats: boolean,
  fingerprint: Fingerprint,
): MessagesFact | null {
  const tail = tailOf(input)
  const said = repeats ? afterLastUser(output) : output
  const parts = said.flatMap((message) => message.parts)
  const outputCalls = parts.filter((part) => part.kind === 'call').filter((part) => !isOutputTool(part.name))
  const outputAnswers = tieAnswers(
    parts.filter((part) => part.kind === 'answer'),
    outputCalls,
  )
  const calls = (repeats && isHistory(said) ? [] : outputCalls).map((part) => callFact(part, fingerprint))
  const answers = decided([
    ...[...tail.approvals, ...requestsIn(parts)].map((part) => approvalFact(part, fingerprint)),
    ...[...tail.answers, ...(repeats ? [] : outputAnswers)].map((part) => answerFact(part, fingerprint)),
  ])
  const fact: MessagesFact = {
    calls: repeats ? calls.filter(({ callFp }) => callFp !== null) : calls,
    answers: repeats ? answers.filter(({ callFp, approval }) => callFp !== null || approval !== null) : answers,
    output: outputText(said, fingerprint),
    input: userText(tail.messages, fingerprint),
    offered,
    captured: isCaptured([...input, ...output]),
    role: null,
  }
  return tellsNothing(fact) ? null : fact
}

function tellsNothing(fact: MessagesFact): boolean {
  const silent = fact.calls.length === 0 && fact.answers.length === 0 && fact.offered === null
  return silent && fact.output === null && fact.input === null && !fact.captured
}

/** More than one word of the model: a state that holds what others asked for, in this run or in one before it. */
function isHistory(said: readonly Message[]): boolean {
  return said.filter((message) => message.role === 'assistant').length > 1
}

/** Tools by which frameworks have the model hand in a structured answer: it is the answer, nothing is called. */
function isOutputTool(name: string): boolean {
  return name === 'strands_structured_output' || name === 'final_result' || name.startsWith('final_result_')
}

/** A graph answers with its whole state, history included. */
function afterLastUser(messages: readonly Message[]): readonly Message[] {
  return messages.slice(messages.findLastIndex((message) => message.role === 'user') + 1)
}

function callFact(part: CallPart, fingerprint: Fingerprint): ToolCallFact {
  return {
    callFp: callFingerprint(part.id, fingerprint),
    name: toolNameOf(part.name) ?? '',
    arguments: argumentsFact(part.arguments, fingerprint),
    unparsable: isBrokenJson(part.arguments),
  }
}

function answerFact(part: AnswerPart, fingerprint: Fingerprint): ToolAnswerFact {
  const reading = readResult(part.result, fingerprint)
  const outcome = answerOutcome(part, reading?.outcome ?? null)
  return {
    callFp: callFingerprint(part.id ?? reading?.unwrapped.callId ?? null, fingerprint),
    name: toolNameOf(part.name ?? reading?.unwrapped.toolName) ?? missingName(part, reading?.error ?? null),
    outcome,
    error: !isBad(outcome) ? null : (reading?.error ?? failedResult(part, fingerprint)),
    result: reading?.fact ?? null,
    approval: outcome === 'rejected' ? 'rejected' : outcome === 'waiting' ? 'requested' : null,
  }
}

/** An answer that names nothing itself, about a tool that does not exist. */
function missingName({ result }: AnswerPart, error: ToolAnswerFact['error']): string | null {
  return error?.class === 'tool_not_found' && typeof result === 'string' ? missingToolName(result) : null
}

function isBad(outcome: StepOutcome): boolean {
  return outcome === 'error' || outcome === 'rejected'
}

function answerOutcome(part: AnswerPart, read: StepOutcome | null): StepOutcome {
  if (read === 'rejected' || read === 'error') return read
  if (part.failed === true) return failedOutcome(part)
  if (read !== null) return read
  return part.failed === false ? 'ok' : 'unknown'
}

function failedOutcome(part: AnswerPart): StepOutcome {
  const reading = failedReading(part, () => '')
  return reading?.outcome === 'rejected' ? 'rejected' : 'error'
}

/** The message says that the call failed: its content is the error's text, whatever it begins with. */
function failedResult(part: AnswerPart, fingerprint: Fingerprint): ToolAnswerFact['error'] {
  return failedReading(part, fingerprint)?.error ?? null
}

function failedReading(part: AnswerPart, fingerprint: Fingerprint) {
  if (part.result === undefined) return null
  return readResult(
    { content: [{ type: 'text', text: textOfResult(unwrapResult(part.result).value) }], isError: true },
    fingerprint,
  )
}

function textOfResult(result: Data): string {
  return typeof result === 'string'
    ? result
    : JSON.stringify(result instanceof Map ? Object.fromEntries(result) : result)
}

function approvalFact(part: ApprovalPart, fingerprint: Fingerprint): ToolAnswerFact {
  return {
    callFp: callFingerprint(part.id, fingerprint),
    name: toolNameOf(part.name),
    outcome: approvalOutcomes[part.decision],
    error: null,
    result: null,
    approval: part.decision,
  }
}

const approvalOutcomes: Readonly<Record<ApprovalPart['decision'], StepOutcome>> = {
  approved: 'ok',
  rejected: 'rejected',
  requested: 'waiting',
  unknown: 'unknown',
}

/** A decision that does not say how it went is told by the answer that came with it. */
function decided(answers: readonly ToolAnswerFact[]): readonly ToolAnswerFact[] {
  return answers.map((answer) => {
    if (answer.approval !== 'unknown' || answer.callFp === null) return answer
    const result = answers.find((other) => other.callFp === answer.callFp && other.approval !== 'unknown')
    if (result === undefined || result.outcome === 'unknown' || result.approval === 'requested') return answer
    const rejected = result.outcome === 'rejected'
    return { ...answer, approval: rejected ? 'rejected' : 'approved', outcome: rejected ? 'rejected' : 'ok' }
  })
}

/** The answer's text: of the last message, when that is the model's own. */
function outputText(said: readonly Message[], fingerprint: Fingerprint): ValueFact | null {
  const last = said.at(-1)
  if (last === undefined || last.role === 'tool') return null
  const spoken = said.filter((message) => message.role === 'assistant')
  return spokenFact(joined(spoken.flatMap(textsOf)), fingerprint)
}

/** What the model said: also how it puts it, for the text is dropped here. */
function spokenFact(said: Data | undefined, fingerprint: Fingerprint): ValueFact | null {
  const fact = valueFact(said, fingerprint)
  const manner = typeof said === 'string' ? mannersOf(said) : []
  return fact === null || manner.length === 0 ? fact : { ...fact, manner }
}

function userText(tail: readonly Message[], fingerprint: Fingerprint): ValueFact | null {
  const last = tail.at(-1)
  if (last?.role !== 'user' || last.parts.some((part) => part.kind === 'answer')) return null
  return requestFact(joined(textsOf(last)), fingerprint)
}

function textsOf(message: Message): readonly Data[] {
  return message.parts.flatMap((part) => {
    if (part.kind === 'text') return [part.value]
    return part.kind === 'call' && isOutputTool(part.name) && part.arguments !== undefined ? [part.arguments] : []
  })
}

function joined(texts: readonly Data[]): Data | undefined {
  const [first] = texts
  if (texts.length <= 1) return first
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : texts
}

/** System prompts alone are no sign that content is captured: they may be sent where messages are not. */
function isCaptured(messages: readonly Message[]): boolean {
  return messages.some(
    (message) => message.role !== 'system' && message.parts.some((part) => !isEmpty(contentOf(part))),
  )
}

function contentOf(part: Message['parts'][number]): Data | undefined {
  switch (part.kind) {
    case 'text':
      return part.value
    case 'call':
      return part.arguments
    case 'answer':
      return part.result
    case 'approval':
      return undefined
  }
}
