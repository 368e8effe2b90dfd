import { booleanOf, type Data, firstMember, isEmpty, isKeyed, member, textOf } from '../data.ts'
import { unpacked } from '../json-text.ts'
import { type ApprovalPart, type Part, partsMax } from './message.ts'

/** Reads the content blocks of a message by their type, or by their shape where they have none. */
export function readParts(blocks: readonly Data[]): readonly Part[] {
  return blocks.slice(0, partsMax).flatMap((block) => readPart(block) ?? [])
}

function readPart(block: Data): Part | null {
  if (typeof block === 'string') return isEmpty(block) ? null : { kind: 'text', value: block }
  if (!isKeyed(block)) return null
  const inner = firstMember(block, ['message_content', 'tool_call'])
  if (isKeyed(inner)) return readPart(inner)
  const type = textOf(member(block, 'type'))?.toLowerCase().replaceAll('-', '_') ?? ''
  const part = answerPart(block, type) ?? callPart(block, type)
  return approvalPart(block, type) ?? (part === null ? textPart(block, type) : confirmation(part))
}

/** ADK asks a person through a function of its own, whose arguments name the call that waits. */
function confirmation(part: Part): Part {
  if (part.kind === 'text' || part.kind === 'approval' || part.name !== 'adk_request_confirmation') return part
  const asked = part.kind === 'call' ? unpacked(part.arguments) : undefined
  const call = firstMember(asked, ['originalFunctionCall', 'original_function_call'])
  const confirmed = part.kind === 'answer' ? booleanOf(member(unpacked(part.result), 'confirmed')) : null
  return {
    kind: 'approval',
    id: textOf(member(call, 'id')),
    approvalId: part.id,
    name: textOf(member(call, 'name')),
    decision: part.kind === 'call' ? 'requested' : confirmed === null ? 'unknown' : confirmed ? 'approved' : 'rejected',
  }
}

function textPart(block: Data, type: string): Part | null {
  if (type === 'reasoning' || type === 'thinking' || type === 'redacted_thinking') return null
  const text = firstMember(block, ['text', 'content', 'refusal'])
  return typeof text === 'string' && !isEmpty(text) ? { kind: 'text', value: text } : null
}

const callTypes = new Set([
  'tool_call',
  'tool_use',
  'tooluse',
  'function',
  'function_call',
  'functioncall',
  'custom_tool_call',
  'server_tool_call',
  'server_tool_use',
  'mcp_call',
  'mcp_tool_use',
  'invalid_tool_call',
])

/** The id that the answer will name: Responses items have one of their own beside it. */
const callIdKeys = ['call_id', 'callId', 'toolCallId', 'tool_call_id', 'toolUseId', 'tool_use_id', 'ref', 'id']
const argumentKeys = ['arguments', 'args', 'input', 'toolInput', 'parameters']

function callPart(block: Data, type: string): Part | null {
  const nested = firstMember(block, ['toolUse', 'functionCall', 'function_call', 'toolRequest'])
  if (isKeyed(nested)) return callOf(nested, nested)
  const named = textOf(firstMember(block, ['name', 'toolName', 'tool_name']))
  const fn = member(block, 'function')
  if (isKeyed(fn)) return callOf(block, fn)
  if (callTypes.has(type)) return callOf(block, block)
  const shaped = type === '' && named !== null && firstMember(block, callIdKeys) !== undefined
  return shaped && firstMember(block, argumentKeys) !== undefined ? callOf(block, block) : null
}

function callOf(block: Data, body: Data): Part | null {
  const name = textOf(firstMember(body, ['name', 'toolName', 'tool_name']))
  if (name === null) return null
  const id = textOf(firstMember(block, callIdKeys))
  return { kind: 'call', id, name, arguments: firstMember(body, argumentKeys) }
}

const answerTypes =
  /^(?:tool_call_response|tool_result|toolresult|tool_error|server_tool_call_response|functionresponse|function_response|[a-z_]*_tool_result|(?:function|custom_tool|tool|computer|mcp|shell|local_shell|hosted_tool)_call_(?:output|result)(?:_item)?)$/

const answerIdKeys = ['call_id', 'callId', 'toolCallId', 'tool_call_id', 'tool_use_id', 'toolUseId', 'ref', 'id']

function answerPart(block: Data, type: string): Part | null {
  const nested = firstMember(block, [
    'toolResult',
    'functionResponse',
    'function_response',
    'tool_call_result',
    'toolResponse',
  ])
  const body = isKeyed(nested) ? nested : answerTypes.test(type) ? block : null
  if (body === null) return null
  const call = member(body, 'origin') ?? body
  return {
    kind: 'answer',
    id: textOf(firstMember(call, answerIdKeys)),
    name: textOf(firstMember(call, ['name', 'toolName', 'tool_name'])),
    result: firstMember(body, ['response', 'result', 'output', 'content', 'error']),
    failed: failedMark(body, type),
  }
}

function failedMark(body: Data, type: string): boolean | null {
  if (type === 'tool_error' || textOf(member(body, 'status')) === 'error') return true
  return booleanOf(firstMember(body, ['is_error', 'isError', 'error']))
}

const requestTypes =
  /^(?:tool_approval_request|mcp_approval_request|function_approval_request|tool_call_approval_request|approval_request)$/
const responseTypes =
  /^(?:tool_approval_response|mcp_approval_response|function_approval_response|tool_call_approval_response|approval_response)$/

/** Parts of AI SDK, Responses API and Agent Framework that ask a person, or tell what the person said. */
function approvalPart(block: Data, type: string): ApprovalPart | null {
  const request = requestTypes.test(type)
  if (!request && !responseTypes.test(type)) return null
  const call = firstMember(block, ['toolCall', 'function_call', 'functionCall'])
  return {
    kind: 'approval',
    id: textOf(firstMember(block, ['toolCallId', 'tool_call_id', 'call_id'])) ?? textOf(firstMember(call, callIdKeys)),
    approvalId: textOf(firstMember(block, ['approvalId', 'approval_id', 'approval_request_id', 'id'])),
    name: textOf(firstMember(block, ['toolName', 'name'])) ?? textOf(firstMember(call, ['toolName', 'name'])),
    decision: request ? 'requested' : decisionOf(block),
  }
}

export function decisionOf(block: Data): 'approved' | 'rejected' | 'unknown' {
  const approved = booleanOf(firstMember(block, ['approved', 'approve']))
  if (approved !== null) return approved ? 'approved' : 'rejected'
  return decisionWord(textOf(firstMember(block, ['decision', 'type', 'status', 'outcome'])))
}

const yes = /^(?:approved?|accept(?:ed)?|allow(?:ed)?|edit(?:ed)?|confirm(?:ed)?|yes|granted|proceed)$/
const no = /^(?:reject(?:ed)?|den(?:y|ied)|declined?|disapproved?|refused?|ignored?|no|cancel(?:led)?|response)$/

export function decisionWord(word: string | null): 'approved' | 'rejected' | 'unknown' {
  const plain = word?.trim().toLowerCase() ?? ''
  if (yes.test(plain)) return 'approved'
  return no.test(plain) ? 'rejected' : 'unknown'
}
