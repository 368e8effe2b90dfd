import { callbackValue } from '../callback-value.ts'
import { booleanOf, type Data, firstMember, isEmpty, isKeyed, isList, keysOf, member, textOf } from '../data.ts'
import { unpacked } from '../json-text.ts'
import { type ApprovalPart, type Message, partsMax, type Role } from './message.ts'
import { readMessage } from './read-message.ts'
import { decisionOf, readParts } from './read-parts.ts'

const depthMax = 6

/**
 * The messages inside of an attribute, whatever is wrapped around them: a list, a request or response body of a
 * provider, a graph's state, a decorator's `{args, kwargs}`. Text that is no structure is one message of `side`.
 */
export function readConversation(data: Data | undefined, side: 'user' | 'assistant'): readonly Message[] {
  return read(data, side, 0).slice(0, partsMax)
}

function read(data: Data | undefined, side: Role, depth: number): readonly Message[] {
  if (data === undefined || isEmpty(data) || depth > depthMax) return []
  const content = unpacked(data)
  if (typeof content === 'string') {
    return [{ role: side, parts: [{ kind: 'text', value: content }] }]
  }
  if (isList(content)) return readList(content, side, depth)
  return isKeyed(content) ? readKeyed(content, side, depth) : []
}

function readList(list: readonly Data[], side: Role, depth: number): readonly Message[] {
  const cut = list.slice(0, partsMax)
  const [first] = cut
  if (isList(first)) return cut.flatMap((inner) => read(inner, side, depth + 1))
  const messages = cut.map((item) => messageOf(item, side, depth))
  if (messages.some((found) => found.length > 0)) return messages.flat()
  const parts = readParts(cut)
  return parts.length === 0 ? [] : [{ role: side, parts }]
}

/** Blocks without a role are parts of one message, not messages. */
function messageOf(item: Data, side: Role, depth: number): readonly Message[] {
  if (typeof item === 'string' || isPlainBlock(item)) return []
  const message = readMessage(unpacked(item) ?? item, side)
  if (message !== null) return [message]
  return wrapperOf(item) === null ? [] : readKeyed(item, side, depth + 1)
}

function isPlainBlock(item: Data): boolean {
  if (member(item, 'role') !== undefined) return false
  const type = textOf(member(item, 'type'))
  if (type === 'text' || type === 'toolUse' || type === 'toolResult') return true
  return type === null ? firstMember(item, ['toolUse', 'toolResult', 'toolCallId']) !== undefined : blockTypes.has(type)
}

/** Blocks of an Anthropic or OTel message; items of the Responses API are messages of their own. */
const blockTypes = new Set(['tool_use', 'tool_result', 'tool_call', 'tool_call_response', 'tool-call', 'tool-result'])

function wrapperOf(item: Data): string | null {
  return containerKeys.find((key) => member(item, key) !== undefined) ?? null
}

/** Members that hold messages, the surest ones first. */
const containerKeys = [
  'messages',
  'contents',
  'generations',
  'choices',
  'candidates',
  'replies',
  'update',
  'input',
  'output',
  'message',
  'prompt',
] as const

function readKeyed(data: Data, side: Role, depth: number): readonly Message[] {
  const decisions = resumeDecisions(data)
  if (decisions.length > 0) return [{ role: 'tool', parts: decisions }]
  if (member(data, 'lg_name') === 'Send') return []
  const whole = readMessage(data, side)
  if (whole !== null && whole.parts.length > 0) return [whole]
  if (isPlainBlock(data)) return textAndCalls(data, side)
  const key = wrapperOf(data)
  if (key !== null) return readContainer(data, key, side, depth)
  const unwrapped = decoratorArguments(data)
  if (unwrapped !== undefined) return read(unwrapped, side, depth + 1)
  return textAndCalls(data, side)
}

function readContainer(data: Data, key: string, side: Role, depth: number): readonly Message[] {
  const inner = unpacked(member(data, key))
  if (key === 'messages' || key === 'prompt') return read(inner, 'user', depth + 1)
  if (typeof inner === 'string' || isList(inner) || isKeyed(inner)) {
    const found = read(inner, side, depth + 1)
    return found.length > 0 ? found : textAndCalls(data, side)
  }
  return textAndCalls(data, side)
}

/** `{"args": […], "kwargs": {…}}` of decorated functions and what callbacks are handed: what was passed. */
export function decoratorArguments(data: Data): Data | undefined {
  const handed = callbackValue(data)
  if (handed !== undefined) return handed
  const args = member(data, 'args')
  const kwargs = member(data, 'kwargs')
  if (!isList(args) || keysOf(data).some((key) => key !== 'args' && key !== 'kwargs')) return undefined
  const named = keysOf(kwargs)
  if (named.length > 0 && args.length === 0) return named.length === 1 ? member(kwargs, named[0] ?? '') : kwargs
  return args.length === 1 && named.length === 0 ? args[0] : args
}

/** `{text, toolCalls}` of a step's result, or a value of the application's own. */
function textAndCalls(data: Data, side: Role): readonly Message[] {
  const approval = heldOrResumed(data)
  if (approval !== null) return [{ role: approval.decision === 'requested' ? 'assistant' : 'tool', parts: [approval] }]
  const held = heldCalls(data)
  if (held !== null) return [{ role: 'assistant', parts: held }]
  if (tellsNoAnswer(data)) return []
  const calls = member(data, 'toolCalls') ?? member(data, 'tool_calls')
  const single = member(data, 'toolCallId') === undefined ? [] : [data]
  const parts = readParts([...(isList(calls) ? calls : []), ...single]).filter((part) => part.kind === 'call')
  const text = member(data, 'text')
  if (typeof text === 'string' || parts.length > 0) {
    return [{ role: side, parts: [...(isEmpty(text) ? [] : readParts([text ?? '']).slice(0, 1)), ...parts] }]
  }
  return keysOf(data).length === 0 ? [] : [{ role: side, parts: [{ kind: 'text', value: data }] }]
}

/** A run's output that tells how it ended and holds no answer. */
function tellsNoAnswer(data: Data): boolean {
  if (member(data, 'tripwire') !== undefined || endedStates.has(textOf(member(data, 'status')) ?? '')) return true
  const keys = keysOf(data)
  return (keys.length === 1 && keys[0] === 'error') || (keys.length > 0 && keys.every((key) => aboutAnswer.has(key)))
}

/** What the response of a provider says beside its answer: the last part of a stream holds nothing else. */
const aboutAnswer = new Set(['usageMetadata', 'usage_metadata', 'usage', 'finishReason', 'finish_reason', 'partial'])

const endedStates = new Set(['aborted', 'failed', 'error', 'cancelled', 'canceled'])

/** A run that stops for a person, or goes on with what the person said (Mastra and alike). */
function heldOrResumed(data: Data): ApprovalPart | null {
  const id = textOf(firstMember(data, ['toolCallId', 'tool_call_id']))
  const name = textOf(firstMember(data, ['toolName', 'tool_name']))
  const status = textOf(member(data, 'status'))
  if (status === 'suspended' || status === 'waiting') {
    return { kind: 'approval', id, approvalId: null, name, decision: 'requested' }
  }
  const decided = booleanOf(member(data, 'approved')) !== null && keysOf(data).length <= 8
  return decided ? { kind: 'approval', id, approvalId: null, name, decision: decisionOf(data) } : null
}

/** What a run ends with when others have to allow its calls or make them (Pydantic AI's deferred requests): no answer. */
function heldCalls(data: Data): readonly ApprovalPart[] | null {
  const approvals = member(data, 'approvals')
  if (!isList(approvals) || !isList(member(data, 'calls'))) return null
  return approvals.slice(0, partsMax).map((call) => ({
    kind: 'approval',
    id: textOf(firstMember(call, ['tool_call_id', 'toolCallId'])),
    approvalId: null,
    name: textOf(firstMember(call, ['tool_name', 'toolName'])),
    decision: 'requested',
  }))
}

/** LangGraph's `Command(resume=…)`: the decisions of the person, in the order of the calls that waited. */
function resumeDecisions(data: Data): readonly ApprovalPart[] {
  const resume = unpacked(member(data, 'resume'))
  if (resume === undefined || resume === null || !isResumption(data, resume)) return []
  const decisions = member(resume, 'decisions') ?? resume
  const list = isList(decisions) ? decisions : [decisions]
  return list.slice(0, partsMax).map((decision) => ({
    kind: 'approval',
    id: textOf(firstMember(decision, ['toolCallId', 'tool_call_id'])),
    approvalId: null,
    name: textOf(firstMember(decision, ['toolName', 'tool_name', 'action'])),
    decision: resumed(decision),
  }))
}

function isResumption(data: Data, resume: Data): boolean {
  return member(data, 'lg_name') === 'Command' || firstMember(resume, ['decisions', 'approved']) !== undefined
}

function resumed(decision: Data): ApprovalPart['decision'] {
  if (typeof decision === 'boolean') return decision ? 'approved' : 'rejected'
  return decisionOf(typeof decision === 'string' ? new Map([['decision', decision]]) : decision)
}
