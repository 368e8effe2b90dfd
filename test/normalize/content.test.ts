import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeLog } from '../../src/normalize/normalize-log.ts'
import { normalizeSpan } from '../../src/normalize/normalize-span.ts'
import { precedence } from '../../src/normalize/precedence.ts'
import type { AttributeValue } from '../../src/span/attribute-value.ts'
import { type Attributes, attributeMap, factOf, fingerprint, wireEvent, wireOrigin, wireSpan } from './wire.ts'

const contentFields = [
  'tool.arguments',
  'tool.result',
  'msg.input',
  'msg.output',
  'ret.query',
  'ret.documents',
  'error.message',
] as const
const contentKeys = contentFields
  .flatMap((field) => [...precedence[field]])
  .filter((key) => !key.includes('#') && !key.startsWith('event:') && !key.startsWith('status:'))
  .map((key) => (key.endsWith('.*') ? `${key.slice(0, -1)}0.message.content` : key))

const kinds: readonly Attributes[] = [
  ...['LLM', 'AGENT', 'CHAIN', 'TOOL', 'RETRIEVER', 'GUARDRAIL'].map((kind) => ({ 'openinference.span.kind': kind })),
  ...['chat', 'invoke_agent', 'execute_tool', 'agent_step', 'handoff'].map((op) => ({ 'gen_ai.operation.name': op })),
  ...['generation', 'agent', 'tool', 'span', 'retriever'].map((type) => ({ 'langfuse.observation.type': type })),
  ...['agent_run', 'model_step', 'model_chunk', 'tool_call', 'processor_run'].map((type) => ({
    'mastra.span.type': type,
  })),
  ...['workflow', 'agent', 'task', 'tool'].map((kind) => ({ 'traceloop.span.kind': kind })),
]

/** A sentence that no vocabulary knows, unlike any identifier. */
const canary = fc.stringMatching(/^[a-z]{9}$/).map((word) => `Zq${word}xj ${word}vk`)
const shapes: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text),
  (text) => JSON.stringify({ error: text }),
  (text) => JSON.stringify({ isError: true, content: [{ type: 'text', text }] }),
  (text) => JSON.stringify([{ role: 'user', content: text }]),
  (text) => JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
  (text) =>
    JSON.stringify([
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_0123456789ab', name: 'f', arguments: { q: text } }] },
    ]),
  (text) =>
    JSON.stringify([
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_0123456789ab', response: `Error: ${text}` }] },
    ]),
  (text) => JSON.stringify({ messages: [{ role: 'tool', tool_call_id: 'call_0123456789ab', content: text }] }),
  (text) => JSON.stringify({ args: [text], kwargs: {} }),
  (text) => JSON.stringify({ results: [text], status: 'failed', message: text }),
  (text) => JSON.stringify({ approved: false, reason: text }),
]

describe('content', () => {
  it('never ends in a fact, wherever it stood and whatever shape it had', () => {
    fc.assert(
      fc.property(
        canary,
        fc.constantFrom(...kinds),
        fc.constantFrom(...shapes),
        fc.constantFrom(0, 1, 2),
        (text, kind, shape, statusCode) => {
          const attributes: Record<string, AttributeValue> = { ...kind }
          for (const key of contentKeys) attributes[key] = shape(text)
          const events = [
            wireEvent('exception', { 'exception.type': text, 'exception.message': text, 'exception.stacktrace': text }),
            wireEvent('gen_ai.user.message', { content: shape(text) }),
            wireEvent('gen_ai.choice', { message: shape(text) }),
          ]
          const span = wireSpan(attributes, { name: 'human_approval', statusCode, statusMessage: text, events })
          const written = JSON.stringify(normalizeSpan(span, wireOrigin(), fingerprint))
          expect(written).not.toContain(text)
          expect(written).not.toContain(text.split(' ')[1])
        },
      ),
      { numRuns: 400 },
    )
  })

  it('never ends in a fact of a log record', () => {
    const events = [
      'gen_ai.user.message',
      'gen_ai.tool.message',
      'gen_ai.choice',
      'gen_ai.client.operation.exception',
      'user_feedback',
    ]
    fc.assert(
      fc.property(canary, fc.constantFrom(...events), fc.constantFrom(...shapes), (text, eventName, shape) => {
        const record = {
          traceId: '0af7651916cd43dd8448eb211c80319c',
          spanId: 'b7ad6b7169203331',
          timeUs: 1,
          eventName,
          severityNumber: 9,
          body: attributeMap({ content: shape(text), message: attributeMap({ content: shape(text) }) }),
          attributes: attributeMap({ 'exception.message': text, 'gen_ai.evaluation.explanation': text, comment: text }),
        }
        expect(JSON.stringify(normalizeLog(record, wireOrigin(), fingerprint, 0))).not.toContain(text)
      }),
    )
  })

  it('of any shape never makes the reader throw', () => {
    const value = fc.oneof(
      fc.string(),
      fc.json(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.double(),
    ) as fc.Arbitrary<AttributeValue>
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(fc.tuple(fc.constantFrom(...contentKeys), value)),
        (kind, pairs) => {
          expect(factOf({ ...kind, ...Object.fromEntries(pairs) }).type).toBe('span')
        },
      ),
      { numRuns: 400 },
    )
  })

  it('nested deeper than anyone writes is treated as text', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const fact = factOf({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.call.result': deep,
      'gen_ai.tool.call.arguments': deep,
    })
    expect(fact.tool?.result).toMatchObject({ chars: 40_000, empty: null })
  })

  it('that a producer left out is no evidence: nothing captured, nothing empty, nothing failed', () => {
    const llm = factOf({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.finish_reasons': ['stop'],
    })
    expect(llm.messages).toBeNull()
    const tool = factOf({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'gen_ai.tool.call.result': '[REDACTED]',
    })
    expect(tool).toMatchObject({ outcome: 'ok', tool: { result: null, arguments: null } })
    const adk = factOf({
      'gen_ai.operation.name': 'execute_tool',
      'gcp.vertex.agent.tool_call_args': '{}',
      'gcp.vertex.agent.tool_response': '{}',
    })
    expect(adk.tool).toMatchObject({ arguments: null, result: null })
    const retrieval = factOf({ 'gen_ai.operation.name': 'retrieval' })
    expect(retrieval).toMatchObject({ documents: null, outcome: 'ok' })
  })
})
