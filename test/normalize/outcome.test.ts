import { describe, expect, it } from 'vitest'
import { errorClass } from '../../src/normalize/error-class.ts'
import type { WireSpan } from '../../src/span/wire-span.ts'
import { type Attributes, factOf, wireEvent } from './wire.ts'

const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'f' }

function outcomeOf(attributes: Attributes, changes: Partial<WireSpan> = {}) {
  const { outcome, error } = factOf(attributes, changes)
  return error === null ? outcome : `${outcome} ${error.class}`
}

function ofResult(result: unknown) {
  return outcomeOf(
    { ...tool, 'gen_ai.tool.call.result': typeof result === 'string' ? result : JSON.stringify(result) },
    { statusCode: 1 },
  )
}

describe('the outcome of a tool', () => {
  it('is read from the result although the status says OK', () => {
    expect(ofResult({ isError: true, content: [{ type: 'text', text: 'request timed out' }] })).toBe('error timeout')
    expect(ofResult({ result: 'MCP error -32602: Tool send_fax not found', is_error: true })).toBe(
      'error tool_not_found',
    )
    expect(ofResult({ ok: false, message: 'forbidden' })).toBe('error permission_denied')
    expect(ofResult({ success: false, error: { message: 'rate limit exceeded' } })).toBe('error rate_limited')
    expect(ofResult({ error: 'boom' })).toBe('error other')
    expect(ofResult({ error: true, message: 'Tool input validation failed for f' })).toBe('error invalid_arguments')
    expect(ofResult({ status: 'error', message: 'x' })).toBe('error other')
    expect(ofResult({ type: 'error-text', value: 'x' })).toBe('error other')
    expect(ofResult('Error: ECONNREFUSED')).toBe('error other')
    expect(ofResult('ETIMEDOUT: upstream')).toBe('error timeout')
    expect(ofResult('Traceback (most recent call last):\n  File "x"')).toBe('error other')
    expect(ofResult('ValueError: bad')).toBe('error other')
    expect(ofResult('An error occurred while running the tool. Please try again.')).toBe('error other')
  })

  it('is read from the text as well where a wrapping only tells whether the tool threw', () => {
    const returned = (raw: string, thrown: boolean) =>
      ofResult({ blocks: [{ text: raw }], tool_name: 'f', raw_output: raw, is_error: thrown })
    expect(returned('fine', false)).toBe('ok')
    expect(returned('fine', true)).toBe('error other')
    expect(returned('Error: request timed out', false)).toBe('error timeout')
    expect(ofResult('Tool not found')).toBe('error tool_not_found')
  })

  it('is a success for ordinary answers that only speak of errors', () => {
    expect(ofResult({ status: 404, error: 'Not Found' })).toBe('ok')
    expect(ofResult({ status: 'shipped', error: null })).toBe('ok')
    expect(ofResult({ errors: [], error: '' })).toBe('ok')
    expect(ofResult('The error log is empty.')).toBe('ok')
    expect(ofResult('Errors were rare last week')).toBe('ok')
    expect(ofResult('exitcode: 0 (execution succeeded)')).toBe('ok')
    expect(ofResult({ order: { status: 'failed' } })).toBe('ok')
    expect(ofResult('The loan request was not approved.')).toBe('ok')
  })

  it('is rejected where a person said no', () => {
    expect(ofResult({ type: 'execution-denied', reason: 'too late' })).toMatch(/^rejected/)
    expect(ofResult({ denied: true, reason: 'too late' })).toMatch(/^rejected/)
    expect(ofResult('Tool execution was not approved.')).toBe('rejected approval_rejected')
    expect(ofResult('User rejected the tool call')).toBe('rejected approval_rejected')
    expect(outcomeOf(tool, { statusCode: 2, statusMessage: 'Tool execution was not approved.' })).toBe(
      'rejected approval_rejected',
    )
  })

  it('comes from private marks of its framework', () => {
    expect(outcomeOf({ ...tool, 'gen_ai.tool.status': 'error' }, { statusCode: 1 })).toBe('error')
    expect(outcomeOf({ ...tool, 'error.type': 'TimeoutError' })).toBe('error timeout')
    expect(
      outcomeOf({ ...tool, 'pydantic_ai.tool.deferral.name': 'ApprovalRequired', 'pydantic_ai.all_messages': '[]' }),
    ).toBe('waiting')
    expect(
      outcomeOf({
        'gen_ai.operation.name': 'execute_tool',
        'gcp.vertex.agent.event_id': '1',
        'gcp.vertex.agent.tool_response': '{"error":"no stock"}',
      }),
    ).toBe('error other')
    expect(outcomeOf({ tool_name: 'Bash', success: false }, { name: 'claude_code.tool' })).toBe('error')
    expect(outcomeOf({ decision: 'reject', source: 'user_reject' }, { name: 'claude_code.tool.blocked_on_user' })).toBe(
      'rejected',
    )
    expect(
      outcomeOf(
        { 'mcp.method.name': 'tools/call', 'rpc.response.status_code': '-32602' },
        { statusMessage: 'Tool x not found' },
      ),
    ).toBe('error tool_not_found')
  })

  it('is an error for an exception only while the span does not say OK', () => {
    const events = [wireEvent('exception', { 'exception.type': 'Error', 'exception.message': 'x' })]
    expect(outcomeOf(tool, { events })).toBe('error other')
    expect(outcomeOf(tool, { events, statusCode: 1 })).toBe('ok')
  })
})

describe('an ERROR that is none', () => {
  const node = { 'openinference.span.kind': 'CHAIN', metadata: '{"langgraph_node":"n"}' }

  it('waits for a person when it is an interrupt, also where the status says OK', () => {
    const events = [wireEvent('exception', { 'exception.type': 'GraphInterrupt', 'exception.message': 'x' })]
    expect(outcomeOf(node, { statusCode: 2, statusMessage: 'GraphInterrupt: [{"value":1}]' })).toBe(
      'waiting interrupted',
    )
    expect(outcomeOf(node, { statusCode: 1, events })).toBe('waiting interrupted')
    expect(
      outcomeOf({ 'agent_loop.cycle_id': 'c' }, { statusCode: 2, statusMessage: 'Interrupt raised: confirm' }),
    ).toBe('waiting interrupted')
  })

  it('passes control on when it is a bubbling command', () => {
    expect(outcomeOf(node, { statusCode: 2, statusMessage: '\n\nParentCommand\n    at x (file:///a.js:1:1)' })).toBe(
      'ok',
    )
  })

  it('waits when the error is called after what it waits for', () => {
    const events = [
      wireEvent('exception', { 'exception.type': 'runtime.results.WaitingForEvent', 'exception.message': 'x' }),
    ]
    expect(outcomeOf(tool, { statusCode: 2, statusMessage: 'x', events })).toBe('waiting interrupted')
    expect(outcomeOf(tool, { statusCode: 2, statusMessage: 'timed out waiting for user input' })).toBe('error timeout')
  })

  it('is cancelled by its caller', () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent' }
    expect(outcomeOf(agent, { statusCode: 1, events: [wireEvent('span.cancelled', { reason: 'x' })] })).toBe(
      'error cancelled',
    )
    expect(outcomeOf(agent, { statusCode: 2, statusMessage: 'This operation was aborted' })).toBe('error cancelled')
    expect(
      outcomeOf(
        { 'mastra.span.type': 'agent_run', 'mastra.agent_run.output': '{"status":"aborted"}' },
        { statusCode: 1 },
      ),
    ).toBe('error cancelled')
  })
})

describe('the outcome of a model call', () => {
  it('is not known when the span ended without a status, a finish or an output', () => {
    expect(outcomeOf({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' })).toBe('unknown')
    expect(outcomeOf({ 'gen_ai.operation.name': 'chat', 'gen_ai.response.finish_reasons': ['stop'] })).toBe('ok')
    expect(
      outcomeOf({ 'gen_ai.operation.name': 'chat', 'gen_ai.response.finish_reasons': '["error"]' }, { statusCode: 1 }),
    ).toBe('error')
  })

  it('takes a status code for an error only from 400 on', () => {
    const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.response.id': 'r' }
    expect(outcomeOf({ ...chat, 'http.response.status_code': 200 }, { statusCode: 1 })).toBe('ok')
    expect(outcomeOf({ ...chat, 'http.response.status_code': 429 }, { statusCode: 2 })).toBe('error rate_limited')
  })
})

describe('the class of an error', () => {
  const classes: readonly (readonly [string | null, string, string])[] = [
    ['AI_NoSuchToolError', '', 'tool_not_found'],
    [null, 'Tool send_fax not found in agent Support Agent.', 'tool_not_found'],
    [null, 'send_fax is not a valid tool, try one of [get_order].', 'tool_not_found'],
    [null, 'Error: there is no tool named send_fax', 'tool_not_found'],
    [null, 'Tool get_order failed: order was not found', 'other'],
    [null, 'The requested function `x` is not available.', 'tool_not_found'],
    [null, 'FUNCTION shop.rank does not exist', 'other'],
    ['AI_InvalidToolInputError', '', 'invalid_arguments'],
    [null, 'unable to parse tool input JSON', 'invalid_arguments'],
    [null, '2 validation errors for update_order\norder_id\n  Field required', 'invalid_arguments'],
    [null, 'Error: Invalid JSON input for tool update_order', 'invalid_arguments'],
    [null, 'Failed to parse field next_tool_name with value send_fax: 1 validation error for x', 'tool_not_found'],
    [null, "update_order() got an unexpected keyword argument 'order'", 'invalid_arguments'],
    ['GraphRecursionError', '', 'turn_limit'],
    [null, 'no final answer after 8 turns', 'turn_limit'],
    ['MaxTurnsExceeded', '', 'turn_limit'],
    ['InputGuardrailTripwireTriggered', '', 'guardrail'],
    [null, '429 Rate limit reached for requests per minute.', 'rate_limited'],
    ['ThrottlingException', '', 'rate_limited'],
    [null, 'ETIMEDOUT: db did not answer', 'timeout'],
    ['APITimeoutError', '', 'timeout'],
    [null, '403 Forbidden', 'permission_denied'],
    ['AbortError', 'This operation was aborted', 'cancelled'],
    [null, 'The response was filtered: content_filter', 'content_filtered'],
    [null, 'card_processor_unavailable: upstream returned 503', 'other'],
    [null, 'order 4290 is unknown', 'other'],
  ]
  for (const [type, text, expected] of classes) {
    it(`of "${type ?? text}" is ${expected}`, () => expect(errorClass(type, text)).toBe(expected))
  }
})
