import { callbackValue } from './callback-value.ts'
import { booleanOf, type Data, firstMember, isKeyed, isList, keysOf, member, numberOf, textOf } from './data.ts'
import { errorClass } from './error-class.ts'
import { printedFields, unpacked } from './json-text.ts'
import { toolMessageContent } from './tool-message.ts'

/** A tool result without its wrappings, and what the wrappings say of it. */
export interface UnwrappedResult {
  readonly value: Data
  /** Whether a wrapping says that the call failed (`isError`, `status: error` ...); null when none does. */
  readonly failed: boolean | null
  readonly denied: boolean
  readonly callId: string | null
  readonly toolName: string | null
}

export interface ResultVerdict {
  readonly outcome: 'ok' | 'error' | 'rejected'
  /** Which part of the result decided, e.g. `isError`. */
  readonly from: string
  /** The text that tells of the failure, to be classified and dropped; null when there is none. */
  readonly text: string | null
}

const wrappingsMax = 8

/** Takes off what protocols and frameworks put around a tool's own answer. */
export function unwrapResult(data: Data): UnwrappedResult {
  let result: UnwrappedResult = { value: data, failed: null, denied: false, callId: null, toolName: null }
  for (let i = 0; i < wrappingsMax; i += 1) {
    const next = unwrapOnce(result)
    if (next === null) return result
    result = next
  }
  return result
}

function unwrapOnce(outer: UnwrappedResult): UnwrappedResult | null {
  const value = unpacked(outer.value) ?? null
  const inner =
    blockOf(value) ??
    toolMessage(value) ??
    langChainMessage(value) ??
    commandMessage(value) ??
    mcpResult(value) ??
    rawOutput(value) ??
    callbackOutput(value) ??
    printedMessage(value) ??
    typedOutput(value) ??
    soleWrapper(value)
  if (inner === null) return value === outer.value ? null : { ...outer, value }
  return {
    value: inner.value ?? null,
    failed: inner.failed ?? outer.failed,
    denied: outer.denied || inner.denied === true,
    callId: inner.callId ?? outer.callId,
    toolName: inner.toolName ?? outer.toolName,
  }
}

interface Inner {
  readonly value: Data | undefined
  readonly failed?: boolean | null
  readonly denied?: boolean
  readonly callId?: string | null
  readonly toolName?: string | null
}

/** One content block: `[{"json": …}]`, `[{"type":"text","text": …}]`. */
function blockOf(value: Data): Inner | null {
  if (!isList(value) || value.length !== 1) return null
  const [block] = value
  const keys = keysOf(block)
  if (keys.length > 4) return null
  const toolResult = member(block, 'toolResult')
  if (toolResult !== undefined) return { value: toolResult }
  const json = keys.length === 1 ? member(block, 'json') : undefined
  if (json !== undefined) return { value: json }
  const text = textOf(member(block, 'text'))
  return text === null ? null : { value: text }
}

/** LangChain's ToolMessage, as `lc:1` object, as `{type: 'tool', data}` or plain. */
function langChainMessage(value: Data): Inner | null {
  const kwargs = messageFields(value)
  const content = member(kwargs, 'content')
  const callId = textOf(member(kwargs, 'tool_call_id')) ?? textOf(member(kwargs, 'toolUseId'))
  if (content === undefined || (callId === null && kwargs === value)) return null
  const status = textOf(member(kwargs, 'status'))
  return { value: content, failed: failedStatus(status), callId, toolName: textOf(member(kwargs, 'name')) }
}

function messageFields(value: Data): Data | undefined {
  if (numberOf(member(value, 'lc')) === 1) return member(value, 'kwargs')
  return member(value, 'type') === 'tool' && isKeyed(member(value, 'data')) ? member(value, 'data') : value
}

function failedStatus(status: string | null): boolean | null {
  if (status === 'error') return true
  return status === 'success' ? false : null
}

/** LangGraph's Command: the tool message inside of the update. */
function commandMessage(value: Data): Inner | null {
  if (member(value, 'lg_name') !== 'Command') return null
  const messages = member(member(value, 'update'), 'messages')
  if (!isList(messages)) return null
  const tool = messages.findLast((message) => langChainMessage(message)?.callId != null)
  return tool === undefined ? null : { value: tool }
}

/** MCP `CallToolResult`; the structured content is the text's own source where both are there. */
function mcpResult(value: Data): Inner | null {
  const content = member(value, 'content')
  const failed = booleanOf(firstMember(value, ['isError', 'is_error']))
  if (!isList(content) || (failed === null && !content.every((block) => textOf(member(block, 'type')) !== null)))
    return null
  const structured = member(value, 'structuredContent')
  return { value: isKeyed(structured) ? structured : content, failed }
}

/** What a tool returned, beside the blocks that are made of it for the model. `is_error` only tells whether it threw. */
function rawOutput(value: Data): Inner | null {
  const thrown = booleanOf(member(value, 'is_error'))
  const raw = member(value, 'raw_output')
  if (thrown === null || raw === undefined) return null
  return { value: raw ?? member(value, 'blocks'), failed: thrown || null, toolName: textOf(member(value, 'tool_name')) }
}

function toolMessage(value: Data): Inner | null {
  const content = toolMessageContent(value)
  return content === undefined ? null : { value: content }
}

function callbackOutput(value: Data): Inner | null {
  const output = callbackValue(value)
  return output === undefined ? null : { value: output }
}

/** LangChain's ToolMessage as Python prints it. */
function printedMessage(value: Data): Inner | null {
  if (typeof value !== 'string' || !value.startsWith('content=')) return null
  return langChainMessage(printedFields(value) ?? null)
}

/** `{type, value}` of the AI SDK, `{type:'text', text}` of the OpenAI Agents SDK. */
function typedOutput(value: Data): Inner | null {
  switch (textOf(member(value, 'type'))) {
    case 'json':
    case 'content':
      return hasMember(value, 'value') ? { value: member(value, 'value') } : null
    case 'text':
    case 'output_text':
    case 'input_text': {
      const text = firstMember(value, ['value', 'text'])
      return text === undefined ? null : { value: text }
    }
    case 'error-text':
    case 'error-json':
      return { value: member(value, 'value') ?? '', failed: true }
    case 'execution-denied':
      return { value: member(value, 'reason') ?? '', denied: true }
    default:
      return null
  }
}

function hasMember(value: Data, key: string): boolean {
  return member(value, key) !== undefined
}

const wrapperKeys = new Set(['result', 'output', 'is_error', 'isError', 'error', 'toolResult'])

/** `{"result": …}`, `{"result": …, "is_error": true}`, `{"output": …}`: nothing but a wrapper. */
function soleWrapper(value: Data): Inner | null {
  const keys = keysOf(value)
  if (keys.length === 0 || keys.length > 2 || !keys.every((key) => wrapperKeys.has(key))) return null
  const inner = firstMember(value, ['result', 'output', 'toolResult'])
  if (inner === undefined || hasMember(value, 'error')) return null
  if (hasMember(value, 'output') && !isKeyed(inner)) return null
  return { value: inner, failed: booleanOf(firstMember(value, ['is_error', 'isError'])) }
}

/** Whether a result says that the call failed or was refused. An HTTP 4xx inside of it is an answer, not a failure. */
export function judgeResult(result: UnwrappedResult): ResultVerdict {
  const { value } = result
  const text = failureText(value)
  if (result.denied || isDenied(value)) return { outcome: 'rejected', from: 'denied', text: text ?? 'execution denied' }
  if (result.failed === true) return { outcome: 'error', from: 'isError', text }
  const flag = isKeyed(value) ? failureFlag(value) : null
  if (flag !== null) return { outcome: 'error', from: flag, text }
  if (typeof value === 'string' && isRefusal(value)) return { outcome: 'rejected', from: 'text', text: value }
  if (result.failed !== false && typeof value === 'string' && startsAsError(value)) {
    return { outcome: 'error', from: 'text', text: value }
  }
  return { outcome: 'ok', from: 'result', text: null }
}

const refusalCharsMax = 240

/** What a framework tells the model in place of a result when a person said no: short, and nothing else. */
function isRefusal(text: string): boolean {
  return text.length <= refusalCharsMax && errorClass(null, text) === 'approval_rejected'
}

function isDenied(value: Data): boolean {
  return member(value, 'denied') === true || member(value, 'approved') === false
}

function failureFlag(value: Data): string | null {
  for (const key of ['isError', 'is_error']) if (booleanOf(member(value, key)) === true) return key
  if (isClientStatus(value)) return null
  for (const key of ['ok', 'success']) if (booleanOf(member(value, key)) === false) return key
  const error = member(value, 'error')
  if (error === true || (typeof error === 'string' && error !== '') || keysOf(error).length > 0) return 'error'
  const status = textOf(member(value, 'status'))?.toLowerCase()
  if (status === 'error') return 'status'
  return (status === 'failed' || status === 'failure') && isAboutTheCall(value) ? 'status' : null
}

/** `failed` may be what was asked for, the state of a job or a payment: a failed call says why, and little else. */
function isAboutTheCall(value: Data): boolean {
  return keysOf(value).length <= 4 && failureText(value) !== null
}

/** 404 and its like are what an endpoint answers; 401, 403, 408 and 429 stop the tool from working. */
function isClientStatus(value: Data): boolean {
  const status = numberOf(firstMember(value, ['status', 'statusCode', 'status_code', 'code', 'httpStatus']))
  if (status === null || status < 400 || status > 499) return false
  return ![401, 403, 408, 429].includes(status)
}

function failureText(value: Data): string | null {
  if (typeof value === 'string') return textOf(value)
  const error = member(value, 'error')
  return (
    textOf(error) ??
    textOf(firstMember(error, ['message', 'detail', 'reason', 'type', 'code'])) ??
    textOf(firstMember(value, ['message', 'errorMessage', 'error_message', 'detail', 'reason', 'stderr', 'text']))
  )
}

const errorStart =
  /^(?:tool )?(?:error|exception|fatal|failure)\b\s{0,4}[:\-–—(]|^(?:error|exception) (?:executing|calling|running|invoking|while|in|occurred)\b|^an? (?:\w{1,20} )?(?:error|exception) (?:has )?occurred\b|^traceback \(most recent call last\)|^failed to \w|^i encountered an error\b|^tool (?:execution|call|input validation) (?:failed|error)|^(?:tool|function)(?: ['"`]?[\w.:/-]{1,96}['"`]?)? (?:was |is |does )?not (?:found|exist|available|registered|a valid)|^(?:unknown|no such|invalid) tool\b|^mcp error\b|^confirmation_failed\b|^http (?:error )?5\d\d\b/

/** `ValueError: …`, `sqlite3.OperationalError(…`: a class name, so that `handleError(` in a file that was read is none. */
const errorClassStart =
  /^(?:[Uu]ncaught |[Uu]nhandled )?(?:[\w$]{1,40}\.){0,6}[A-Z][\w$]{0,80}(?:Error|Exception)\s{0,2}(?:\[|\(|:)/

/** `ETIMEDOUT: …`; in capitals, or `exitcode: 0` would be one. */
const systemError = /^E[A-Z]{3,20}:\s/

/** Texts that models are given in place of a result. Only the beginning counts: a text may well speak about errors. */
function startsAsError(text: string): boolean {
  const start = text.slice(0, 256).trimStart()
  return errorStart.test(start.toLowerCase()) || systemError.test(start) || errorClassStart.test(start)
}
