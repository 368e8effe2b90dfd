import type { Fingerprint } from '../span/fingerprint.ts'
import type { LogFact, MessagesFact } from '../span/span-fact.ts'
import type { WireLogRecord, WireOrigin } from '../span/wire-span.ts'
import { type Data, member, textOf } from './data.ts'
import { errorFact } from './error-fact.ts'
import { evaluationOf } from './evaluations.ts'
import { unpacked } from './json-text.ts'
import { choiceOf, messageOf } from './messages/event-messages.ts'
import type { Message } from './messages/message.ts'
import { messagesFact } from './messages/messages-fact.ts'
import { readConversation } from './messages/read-conversation.ts'
import { digest } from './span-hash.ts'

type Kept = Pick<LogFact, 'event' | 'messages' | 'error' | 'evaluation'>

/** Reads a log record; null when it is not of the kinds that tell of a span. */
export function normalizeLog(
  record: WireLogRecord,
  _origin: WireOrigin,
  fingerprint: Fingerprint,
  sequence: number,
): LogFact | null {
  const kept = read(record, fingerprint)
  if (kept === null) return null
  const { traceId, timeUs } = record
  const spanId = eventOf(record) === toolResultEvent ? null : record.spanId
  const body = typeof record.body === 'string' ? record.body : digest(new Map([['body', record.body]]))
  const hash = fingerprint([traceId, spanId, timeUs, record.eventName, body, digest(record.attributes)].join('\n'))
  return { type: 'log', spanId, timeUs, sequence, ...kept, hash }
}

function read(record: WireLogRecord, fingerprint: Fingerprint): Kept | null {
  const { eventName } = record
  if (eventName === 'gen_ai.evaluation.result') return readEvaluation(record)
  if (eventName.includes('feedback')) return readFeedback(record)
  if (eventName === 'exception' || eventName.endsWith('exception') || record.attributes.has('exception.type')) {
    return readException(record)
  }
  const messages = readMessages(record, fingerprint)
  return messages === null ? null : { event: 'message', messages, error: null, evaluation: null }
}

const roles = new Map<string, 'user' | 'assistant' | 'tool'>([
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
  ['gen_ai.choice', 'assistant'],
])

function readMessages(record: WireLogRecord, fingerprint: Fingerprint): MessagesFact | null {
  if (record.eventName === 'gen_ai.client.inference.operation.details') return readDetails(record, fingerprint)
  const event = eventOf(record)
  if (event === toolResultEvent) return readToolResult(record, fingerprint)
  if (event === 'claude_code.assistant_response') return readResponse(record, fingerprint)
  if (event === 'claude_code.tool_decision') return readDecision(record, fingerprint)
  const role = roles.get(record.eventName)
  if (role === undefined) return null
  const single = singleMessage(record)
  const fact = messagesFact(
    role === 'assistant' ? { input: [], output: single, offered: null } : { input: single, output: [], offered: null },
    false,
    fingerprint,
  )
  return { ...(fact ?? silent), role }
}

const silent: MessagesFact = {
  calls: [],
  answers: [],
  output: null,
  input: null,
  offered: null,
  captured: false,
  role: null,
}

/** The body is the message; older and exporter-made records carry it as attributes. */
function singleMessage(record: WireLogRecord): readonly Message[] {
  const body = bodyOf(record)
  if (record.eventName !== 'gen_ai.choice') return messageOf(body, roles.get(record.eventName) ?? 'user')
  return choiceOf(body)
}

function bodyOf(record: WireLogRecord): ReadonlyMap<string, Data> {
  const body = unpacked(record.body)
  if (body instanceof Map) return body
  if (body === null || body === undefined) return record.attributes
  return new Map<string, Data>([['content', body]])
}

/** The whole exchange in one record, input and output sometimes in one each. */
function readDetails(record: WireLogRecord, fingerprint: Fingerprint): MessagesFact | null {
  const at = (key: string) => record.attributes.get(key) ?? member(unpacked(record.body), key)
  return messagesFact(
    {
      input: readConversation(at('gen_ai.input.messages'), 'user'),
      output: readConversation(at('gen_ai.output.messages'), 'assistant'),
      offered: null,
    },
    false,
    fingerprint,
  )
}

/** Decisions of a person about a tool; those by configuration or a hook are none. */
function readDecision(record: WireLogRecord, fingerprint: Fingerprint): MessagesFact | null {
  const source = textOf(record.attributes.get('source'))
  const decision = textOf(record.attributes.get('decision'))
  if (decision === null || source === 'config' || source === 'hook') return null
  const part = {
    kind: 'approval',
    id: textOf(record.attributes.get('tool_use_id')),
    approvalId: null,
    name: calledTool(record),
    decision: decision === 'accept' ? 'approved' : 'rejected',
  } as const
  return messagesFact({ input: [{ role: 'tool', parts: [part] }], output: [], offered: null }, false, fingerprint)
}

/** Claude Code has the last part of an event's name in the attribute, and the whole of it as the body. */
function eventOf({ eventName, body }: WireLogRecord): string {
  return body === `claude_code.${eventName}` ? body : eventName
}

/** It is written in the span of the whole turn; the call that it is about is named by its id. */
const toolResultEvent = 'claude_code.tool_result'

function readToolResult(record: WireLogRecord, fingerprint: Fingerprint): MessagesFact | null {
  const id = textOf(record.attributes.get('tool_use_id'))
  const passed = record.attributes.get('tool_input')
  if (id === null || passed === undefined) return null
  const part = { kind: 'call', id, name: calledTool(record) ?? '', arguments: passed } as const
  return messagesFact({ input: [], output: [{ role: 'assistant', parts: [part] }], offered: null }, false, fingerprint)
}

/** Tools of MCP servers all go by one name here, and by their own beside it. */
function calledTool({ attributes }: WireLogRecord): string | null {
  const ofServer = textOf(member(unpacked(attributes.get('tool_parameters')), 'mcp_tool_name'))
  return ofServer ?? textOf(attributes.get('tool_name'))
}

/** What the agent said in the end; what its helpers said is for itself. */
function readResponse({ attributes }: WireLogRecord, fingerprint: Fingerprint): MessagesFact | null {
  const said = textOf(attributes.get('response'))
  if (said === null || textOf(attributes.get('query_source'))?.startsWith('agent') === true) return null
  const parts = [{ kind: 'text', value: said } as const]
  return messagesFact({ input: [], output: [{ role: 'assistant', parts }], offered: null }, false, fingerprint)
}

function readException({ attributes }: WireLogRecord): Kept | null {
  const error = errorFact(textOf(attributes.get('exception.type')), textOf(attributes.get('exception.message')))
  return error === null ? null : { event: 'exception', messages: null, error, evaluation: null }
}

/** OTel GenAI `gen_ai.evaluation.result`. */
function readEvaluation({ attributes }: WireLogRecord): Kept {
  return { event: 'evaluation', messages: null, error: null, evaluation: evaluationOf(attributes, 'evaluation') }
}

function readFeedback(record: WireLogRecord): Kept {
  return { event: 'feedback', messages: null, error: null, evaluation: evaluationOf(record.attributes, 'feedback') }
}
