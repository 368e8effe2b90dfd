import {
  booleanOf,
  type Data,
  firstMember,
  isEmpty,
  isKeyed,
  isList,
  keysOf,
  member,
  numberOf,
  textOf,
} from '../data.ts'
import { unpacked } from '../json-text.ts'
import { type Message, type Part, partsMax, type Role } from './message.ts'
import { readParts } from './read-parts.ts'

const wrappersMax = 4

/**
 * Reads one message of whatever convention by its shape: OTel parts, OpenAI chat, Responses items, Anthropic and
 * Bedrock blocks, AI SDK parts, LangChain objects, Gemini contents. Null when it is none.
 */
export function readMessage(data: Data, side: Role): Message | null {
  const beside = answersBeside(data)
  if (beside.length > 0) return { role: 'tool', parts: beside }
  const message = unwrapped(data)
  if (!isKeyed(message)) return null
  const item = readItem(message)
  if (item !== null) return item
  const role = roleOf(message)
  if (role === null) return null
  const parts = partsOf(message, role.role, role.toolName)
  return { role: role.role ?? side, parts }
}

/** LangChain's `lc: 1` objects, `{message: …}`, `{type: 'ai', data: …}`: the message inside. */
function unwrapped(data: Data): Data {
  let at = data
  for (let i = 0; i < wrappersMax; i += 1) {
    const inner = innerMessage(at)
    if (inner === undefined) return at
    at = inner
  }
  return at
}

function innerMessage(data: Data): Data | undefined {
  if (numberOf(member(data, 'lc')) === 1) return langChainMessage(data)
  const message = member(data, 'message')
  if (isKeyed(message)) return message
  const content = member(data, 'content')
  if (isKeyed(content) && member(content, 'parts') !== undefined) return content
  const inner = member(data, 'data')
  const type = textOf(member(data, 'type'))
  if (isKeyed(inner) && type !== null && knownRoles.has(type)) return withRole(inner, type)
  return undefined
}

function langChainMessage(data: Data): Data | undefined {
  const kwargs = member(data, 'kwargs')
  const id = member(data, 'id')
  const className = isList(id) ? textOf(id.at(-1)) : null
  if (!isKeyed(kwargs) || className === null) return undefined
  const role = classRoles.find(([start]) => className.startsWith(start))
  return role === undefined ? undefined : withRole(kwargs, role[1])
}

const classRoles: readonly (readonly [string, Role])[] = [
  ['Human', 'user'],
  ['AI', 'assistant'],
  ['System', 'system'],
  ['Tool', 'tool'],
  ['Function', 'tool'],
  ['Chat', 'assistant'],
]

function withRole(data: Data, role: string): Data {
  return new Map([...keysOf(data).map((key): [string, Data] => [key, member(data, key) ?? null]), ['role', role]])
}

const knownRoles = new Map<string, Role>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['tool-call', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['tool-response', 'tool'],
])

/** Some callbacks write the tool's name where the role belongs; such a message is a tool's answer. */
function roleOf(message: Data): { readonly role: Role | null; readonly toolName: string | null } | null {
  const text = textOf(member(message, 'role')) ?? typeRole(message)
  if (text === null) return hasContent(message) ? { role: null, toolName: null } : null
  const role = knownRoles.get(text.toLowerCase().replace('_', '-'))
  return role === undefined ? { role: 'tool', toolName: text } : { role, toolName: null }
}

function typeRole(message: Data): string | null {
  const type = textOf(member(message, 'type'))
  return type !== null && knownRoles.has(type) && hasContent(message) ? type : null
}

const contentKeys = ['content', 'parts', 'tool_calls', 'toolCalls', 'contents']

function hasContent(message: Data): boolean {
  return contentKeys.some((key) => member(message, key) !== undefined)
}

function partsOf(message: Data, role: Role | null, toolName: string | null): readonly Part[] {
  const parts = ownParts(message, role, toolName)
  const [only] = parts
  if (role !== 'assistant' || parts.length !== 1 || only?.kind !== 'text') return parts
  const written = writtenMessage(only.value)
  return written === null ? parts : ownParts(written, role, null)
}

/** A provider's whole message that was put into the text of another, because its calls found no place there. */
function writtenMessage(value: Data): Data | null {
  if (typeof value !== 'string' || !value.startsWith('{') || !value.includes('tool_calls')) return null
  const message = unpacked(value)
  const calls = member(message, 'tool_calls')
  return member(message, 'role') === 'assistant' && isList(calls) && isKeyed(message) ? message : null
}

function ownParts(message: Data, role: Role | null, toolName: string | null): readonly Part[] {
  const content = [...contentParts(member(message, 'content'), role), ...contentParts(member(message, 'parts'), role)]
  const parts = content.length > 0 ? content : contentParts(member(message, 'contents'), role)
  const calls = [
    ...readParts(listOf(member(message, 'tool_calls'))),
    ...readParts(listOf(member(message, 'toolCalls'))),
    ...readParts(listOf(member(message, 'function_call'))),
    ...readParts(listOf(member(message, 'invalid_tool_calls'))),
  ].filter((part) => part.kind === 'call')
  const all = [
    ...parts,
    ...calls.filter((call) => !parts.some((part) => part.kind === 'call' && part.id === call.id && call.id !== null)),
  ]
  return role === 'tool' ? asAnswer(message, all, toolName) : all
}

function listOf(data: Data | undefined): readonly Data[] {
  const list = unpacked(data)
  if (isList(list)) return list
  return isKeyed(list) ? [list] : []
}

function contentParts(content: Data | undefined, role: Role | null): readonly Part[] {
  if (content === undefined || isEmpty(content)) return []
  if (typeof content === 'string') return role === 'tool' ? answerText(content) : assistantText(content)
  if (isList(content)) return readParts(content)
  return isKeyed(content) ? readParts([content]) : []
}

function answerText(content: string): readonly Part[] {
  const blocks = content.startsWith('[{') ? unpacked(content) : undefined
  const parts = isList(blocks) ? readParts(blocks) : []
  return parts.some((part) => part.kind === 'answer') ? parts : [{ kind: 'text', value: content }]
}

/** Content blocks that were put into the text as JSON. */
function assistantText(content: string): readonly Part[] {
  const blocks = content.startsWith('[{') ? unpacked(content) : undefined
  const parts = isList(blocks) && blocks.every((block) => isBlock(block)) ? readParts(blocks) : []
  return parts.length > 0 ? parts : [{ kind: 'text', value: content }]
}

function isBlock(block: Data): boolean {
  return (
    textOf(member(block, 'type')) !== null ||
    firstMember(block, ['text', 'toolUse', 'toolResult', 'json']) !== undefined
  )
}

/** A tool message is the answer to one call, unless its blocks already name the calls they answer. */
function asAnswer(message: Data, parts: readonly Part[], toolName: string | null): readonly Part[] {
  if (parts.some((part) => part.kind === 'answer' || part.kind === 'approval')) return parts
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.value] : []))
  const result = texts.length > 1 ? texts : texts[0]
  const status = textOf(member(message, 'status'))
  return [
    {
      kind: 'answer',
      id: textOf(firstMember(message, ['tool_call_id', 'toolCallId', 'call_id', 'callId', 'id'])),
      name: textOf(firstMember(message, ['name', 'tool_name', 'toolName'])) ?? toolName,
      result: result ?? wholeContent(message),
      failed: status === 'error' ? true : booleanOf(firstMember(message, ['is_error', 'isError'])),
    },
  ]
}

/** A message of results whose content did not fit the convention: they stand beside it, each as JSON of its own. */
function answersBeside(data: Data): readonly Part[] {
  const role = textOf(member(member(data, 'message'), 'role'))
  const results = role === 'function' || role === 'tool' ? member(data, role) : undefined
  if (!isList(results)) return []
  return results.slice(0, partsMax).flatMap((each) => {
    const result = unpacked(each)
    return isKeyed(result) ? asAnswer(result, contentParts(member(result, 'content'), 'tool'), null) : []
  })
}

function wholeContent(message: Data): Data | undefined {
  const content = firstMember(message, ['content', 'parts'])
  return content === undefined || (isList(content) && !isJsonBlock(content)) ? undefined : content
}

/** Bedrock's block around a result that is no text. */
function isJsonBlock(content: readonly Data[]): boolean {
  return content.length === 1 && member(content[0], 'json') !== undefined
}

/** Items of the Responses API stand beside messages instead of inside of them. */
function readItem(item: Data): Message | null {
  const type = textOf(member(item, 'type'))
  if (type === null || member(item, 'role') !== undefined) return null
  if (type === 'reasoning' || type === 'thinking') return { role: 'assistant', parts: [] }
  if (!itemTypes.test(type)) return null
  const parts = readParts([item])
  const [first] = parts
  if (first === undefined) return null
  return { role: first.kind === 'answer' || isDecision(first) ? 'tool' : 'assistant', parts }
}

const itemTypes = /^(?:function|custom_tool|tool|mcp|computer|local_shell|shell|hosted_tool)[-_]/

function isDecision(part: Part): boolean {
  return part.kind === 'approval' && part.decision !== 'requested'
}
