import { describe, expect, it } from 'vitest'
import { normalizeLog } from '../../src/normalize/normalize-log.ts'
import type { AttributeValue } from '../../src/span/attribute-value.ts'
import { type Attributes, attributeMap, fingerprint, wireOrigin } from './wire.ts'

function logOf(eventName: string, body: AttributeValue, attributes: Attributes = {}) {
  const record = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    timeUs: 5,
    eventName,
    severityNumber: 9,
    body,
    attributes: attributeMap(attributes),
  }
  return normalizeLog(record, wireOrigin(), fingerprint, 3)
}

describe('a log record', () => {
  it('is not kept when it tells of no span', () => {
    expect(logOf('app.started', 'hello')).toBeNull()
    expect(logOf('', 'plain log line')).toBeNull()
    expect(logOf('gen_ai.system.message', attributeMap({ content: 'Be kind.' }))).toBeNull()
  })

  it('of one message keeps its role, so that the conversation can be put together', () => {
    expect(logOf('gen_ai.user.message', attributeMap({ content: 'hello' }))).toMatchObject({
      event: 'message',
      sequence: 3,
      messages: { role: 'user', input: { chars: 5 } },
    })
    expect(logOf('gen_ai.choice', attributeMap({ index: 0, message: attributeMap({ content: 'hi' }) }))).toMatchObject({
      messages: { role: 'assistant', output: { chars: 2 } },
    })
  })

  it('without content keeps names and ids and says that nothing was captured', () => {
    const call = attributeMap({ id: 'call_0123456789ab', function: attributeMap({ name: 'f' }) })
    const kept = logOf('gen_ai.choice', attributeMap({ message: attributeMap({ tool_calls: [call] }) }))
    expect(kept?.messages).toMatchObject({ calls: [{ name: 'f', arguments: null }], captured: false })
  })

  it('of a whole exchange has no single role', () => {
    const output = [attributeMap({ role: 'assistant', parts: [attributeMap({ type: 'text', content: 'hi' })] })]
    const kept = logOf('gen_ai.client.inference.operation.details', null, { 'gen_ai.output.messages': output })
    expect(kept?.messages).toMatchObject({ role: null, output: { chars: 2 } })
  })

  it('of an exception keeps class and template', () => {
    const kept = logOf('gen_ai.client.operation.exception', null, {
      'exception.type': 'RateLimitError',
      'exception.message': '429 slow down',
    })
    expect(kept).toMatchObject({ event: 'exception', error: { type: 'RateLimitError', class: 'rate_limited' } })
  })

  it('of an evaluation keeps score, label and verdict, of feedback too', () => {
    const attributes = {
      'gen_ai.evaluation.name': 'Relevance',
      'gen_ai.evaluation.score.value': 0.4,
      'gen_ai.evaluation.score.label': 'fail',
    }
    expect(logOf('gen_ai.evaluation.result', null, attributes)).toMatchObject({
      event: 'evaluation',
      evaluation: { name: 'Relevance', score: 0.4, label: 'fail', passed: false },
    })
    expect(logOf('user_feedback', null, { rating: 'thumbs_up' })).toMatchObject({
      event: 'feedback',
      evaluation: { passed: true },
    })
  })

  it('of a decision counts only when a person took it', () => {
    const decision = { decision: 'reject', tool_use_id: 'toolu_0123456789ab', tool_name: 'Bash' }
    expect(
      logOf('claude_code.tool_decision', null, { ...decision, source: 'user_reject' })?.messages?.answers,
    ).toMatchObject([{ approval: 'rejected', name: 'Bash' }])
    expect(logOf('claude_code.tool_decision', null, { ...decision, source: 'config' })).toBeNull()
  })

  const claude = (event: string, attributes: Attributes) => logOf(event, `claude_code.${event}`, attributes)

  it('is known by its body where the attribute names only the last part of the event', () => {
    const decision = { decision: 'reject', source: 'user_reject', tool_use_id: 'toolu_0123456789ab' }
    const named = { tool_name: 'mcp_tool', tool_parameters: '{"mcp_server_name":"desk","mcp_tool_name":"refund"}' }
    expect(claude('tool_decision', { ...decision, ...named })?.messages?.answers).toMatchObject([
      { approval: 'rejected', name: 'refund' },
    ])
    expect(logOf('tool_decision', 'tool_decision', { ...decision, ...named })).toBeNull()
  })

  it('of a tool’s result tells the arguments of the call, wherever it was written', () => {
    const kept = claude('tool_result', {
      tool_name: 'Bash',
      tool_use_id: 'toolu_0123456789ab',
      tool_input: '{"command":"ls"}',
    })
    expect(kept).toMatchObject({ spanId: null, messages: { calls: [{ name: 'Bash', arguments: { chars: 16 } }] } })
    expect(claude('tool_result', { tool_name: 'Bash', tool_use_id: 'toolu_0123456789ab' })).toBeNull()
    expect(claude('tool_result', { tool_name: 'Bash', tool_input: '{"command":"ls"}' })).toBeNull()
  })

  it('of a response is the answer of the agent itself, not of one that works for it', () => {
    const said = (source: string) => claude('assistant_response', { response: 'Done.', query_source: source })
    expect(said('sdk')?.messages?.output?.chars).toBe(5)
    expect(said('agent:custom')).toBeNull()
  })
})
