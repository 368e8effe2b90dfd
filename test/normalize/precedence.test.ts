import { describe, expect, it } from 'vitest'
import { precedence } from '../../src/normalize/precedence.ts'
import type { SpanFact } from '../../src/span/span-fact.ts'
import { type Attributes, factOf, wireEvent } from './wire.ts'

const llm = { 'openinference.span.kind': 'LLM' }
const tool = { 'openinference.span.kind': 'TOOL' }
const callArguments = { city: 'Leeds', days: 3 }
const result = { results: [{ id: 1 }, { id: 2 }] }

interface Case {
  readonly field: keyof typeof precedence
  readonly base: Attributes
  readonly value: string | number
  readonly read: (fact: SpanFact) => unknown
}

const cases: readonly Case[] = [
  { field: 'session.id', base: llm, value: 'conversation-7', read: (fact) => fact.sessionId },
  { field: 'user.id', base: llm, value: 'customer-311', read: (fact) => fact.userFp },
  { field: 'tool.name', base: tool, value: 'get_weather', read: (fact) => fact.name },
  { field: 'tool.call_id', base: tool, value: 'call_0123456789abcdef', read: (fact) => fact.tool?.callFp },
  {
    field: 'tool.arguments',
    base: tool,
    value: JSON.stringify(callArguments),
    read: (fact) => fact.tool?.arguments?.fp,
  },
  { field: 'tool.result', base: tool, value: JSON.stringify(result), read: (fact) => fact.tool?.result },
  { field: 'model.requested', base: llm, value: 'gpt-4o', read: (fact) => fact.model?.requested },
  { field: 'model.used', base: llm, value: 'gpt-4o-2024', read: (fact) => fact.model?.used },
  { field: 'provider', base: llm, value: 'openai', read: (fact) => fact.model?.provider },
  { field: 'response.id', base: llm, value: 'resp-1', read: (fact) => fact.model?.responseId },
  { field: 'tok.input', base: llm, value: 120, read: (fact) => fact.model?.tokens.input },
  { field: 'tok.output', base: llm, value: 45, read: (fact) => fact.model?.tokens.output },
  { field: 'tok.cache_read', base: llm, value: 30, read: (fact) => fact.model?.tokens.cacheRead },
  { field: 'tok.cache_write', base: llm, value: 12, read: (fact) => fact.model?.tokens.cacheWrite },
  { field: 'tok.reasoning', base: llm, value: 9, read: (fact) => fact.model?.tokens.reasoning },
  { field: 'cost.usd', base: llm, value: 0.25, read: (fact) => fact.model?.costUsd },
  { field: 'finish_reasons', base: llm, value: 'max_tokens', read: (fact) => fact.model?.finish },
  { field: 'handoff.to', base: { 'gen_ai.operation.name': 'handoff' }, value: 'billing', read: (fact) => fact.target },
]

describe('precedence', () => {
  for (const { field, base, value, read } of cases) {
    it(`reads ${field} alike from each of its keys`, () => {
      const entries = precedence[field].filter((entry) => !special.has(entry))
      const facts = entries.map((entry) => read(carrying(entry, base, value)))
      expect(facts[0]).not.toBeNull()
      expect(facts[0]).toBeDefined()
      for (const [index, fact] of facts.entries())
        expect({ [entries[index] ?? '']: fact }).toEqual({ [entries[index] ?? '']: facts[0] })
    })
  }

  it('believes the earlier key where two are present', () => {
    const fact = factOf({ ...llm, 'gen_ai.usage.input_tokens': 10, 'llm.token_count.prompt': 99 })
    expect(fact.model?.tokens.input).toBe(10)
  })

  it('passes over keys that are empty or redacted', () => {
    const fact = factOf({ ...tool, 'gen_ai.tool.call.arguments': '__REDACTED__', 'input.value': '{"a":1}' })
    expect(fact.tool?.arguments).toEqual(factOf({ ...tool, 'input.value': '{"a":1}' }).tool?.arguments)
    expect(factOf({ ...llm, 'gen_ai.response.model': '', 'llm.model_name': 'gpt-4o' }).model?.used).toBe('gpt-4o')
  })

  it('never takes a project, a transport session or a trace for a conversation', () => {
    const fact = factOf({
      ...llm,
      'langsmith.trace.session_id': 'project',
      'langsmith.trace.session_name': 'project',
      'mcp.session.id': 'transport',
      'gen_ai.agent.call.id': 'call',
    })
    expect(fact.sessionId).toBeNull()
  })
})

/** Entries with a meaning of their own: `output.value` holds a whole response, message lists hold whole messages. */
const special = new Set([
  'gen_ai.output.messages#[].finish_reason',
  'event:gen_ai.client.inference.operation.details/gen_ai.output.messages#[].finish_reason',
  'langfuse.observation.usage_details#output',
  'langfuse.observation.usage_details#input',
])

function carrying(entry: string, base: Attributes, value: string | number): SpanFact {
  if (entry.startsWith('event:')) {
    const [event = '', key = ''] = entry.slice('event:'.length).split('/')
    return factOf(base, { events: [wireEvent(event, { [key]: value })] })
  }
  const [key = '', ...path] = entry.split('#')
  // Its meaning comes from the template that it fills.
  const template = key === 'name' ? { name: 'Function: {name}' } : {}
  const beside = key === 'entity.name' ? { 'operation.id': '1' } : {}
  if (path.length === 0) return factOf({ ...base, ...beside, [key]: value }, template)
  const nested = path
    .join('.')
    .split('.')
    .reduceRight<unknown>((inner, part) => (part === '[]' ? [inner] : { [part]: inner }), value)
  return factOf({ ...base, [key]: JSON.stringify(nested) })
}
