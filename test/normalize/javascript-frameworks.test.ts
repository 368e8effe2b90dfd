import { describe, expect, it } from 'vitest'
import { answersOf, captureFacts, rootsOf, stepsOf } from './capture-facts.ts'
import { factOf, wireEvent, wireOrigin } from './wire.ts'

describe('Genkit', () => {
  it('tells models, tools and prompts apart by the subtype of their action', () => {
    const { spans } = captureFacts('genkit/subagent')
    expect(stepsOf(spans, 'tool', 'agent')).toEqual([
      'tool research ok',
      'agent research ok',
      'tool get_order ok',
      'tool get_shipment ok',
    ])
    expect(spans.filter(({ kind }) => kind === 'llm').map(({ messages }) => messages?.calls.length)).toEqual([
      1, 1, 1, 0, 0,
    ])
    expect(spans.find(({ kind }) => kind === 'llm')?.model).toMatchObject({
      provider: 'openai',
      used: 'gpt-5-mini-2025-08-07',
      finish: 'stop',
      tokens: { output: 20 },
    })
  })

  it('takes a generate inside of another one for a turn of it', () => {
    const { spans } = captureFacts('genkit/subagent')
    expect(spans.filter(({ name }) => name === 'generate').map(({ role }) => role)).toEqual([
      'chain',
      'chain',
      'turn',
      'turn',
      'turn',
    ])
  })

  it('takes a tool that interrupts for waiting, and reads what was answered in its place', () => {
    const { spans } = captureFacts('genkit/approval-rejected')
    expect(stepsOf(spans, 'tool')).toEqual(['tool get_order ok', 'tool refund_payment waiting'])
    expect(answersOf(spans, 'refund_payment')).toMatchObject([{ outcome: 'rejected' }])
  })

  it('takes a prompt that the model calls for a handoff', () => {
    const fact = factOf({
      'genkit:type': 'action',
      'genkit:metadata:subtype': 'prompt',
      'genkit:name': 'transfer_to_refunds',
    })
    expect(fact).toMatchObject({ kind: 'handoff', target: 'refunds' })
  })
})

describe('SDKs that only say the type of a span', () => {
  it.each([
    ['span.type', 'tool'],
    ['lmnr.span.type', 'TOOL'],
    ['mlflow.spanType', '"TOOL"'],
    ['langwatch.span.type', 'tool'],
    ['agentops.span.kind', 'tool'],
    ['braintrust.span_attributes', '{"type":"tool","name":"search"}'],
  ])('reads %s', (key, value) => {
    expect(factOf({ [key]: value })).toMatchObject({ family: 'typed_span', kind: 'tool' })
  })

  it.each(['web', 'db', 'http', 'constructor'])('leaves the type %s to others', (type) => {
    expect(factOf({ 'span.type': type })).toMatchObject({ family: 'infra', role: 'infra' })
  })

  it('reads what VoltAgent writes of an agent, its model and its tools', () => {
    const { spans } = captureFacts('voltagent/tool-crash')
    expect(stepsOf(spans, 'agent', 'llm', 'tool')).toEqual([
      'agent support-agent ok',
      'llm gpt-5-mini ok',
      'tool get_order ok',
      'tool fetch_invoice_broken error',
    ])
    expect(spans.find(({ kind }) => kind === 'llm')?.model?.tokens.output).toBe(20)
    expect(spans.find(({ name }) => name === 'get_order')?.tool?.result).toMatchObject({ empty: false })
  })

  it('takes a function of Laminar that recorded an exception and returned nothing for failed', () => {
    const { spans } = captureFacts('laminar/llm-fatal')
    expect(rootsOf(spans)[0]).toMatchObject({ role: 'chain', outcome: 'error', outcomeFrom: 'event:exception' })
    const exception = wireEvent('exception', { 'exception.type': 'Error', 'exception.message': 'one of two failed' })
    const handled = factOf({ 'lmnr.span.type': 'DEFAULT', 'lmnr.span.output': '"done"' }, { events: [exception] })
    expect(handled.outcome).not.toBe('error')
  })
})

describe('Google ADK for JavaScript', () => {
  it('takes a call that says nothing of itself for failed', () => {
    const { spans } = captureFacts('google-adk-js/stream-tool-retry')
    expect(stepsOf(spans, 'tool')).toEqual(['tool get_order ok', 'tool fetch_invoice error', 'tool fetch_invoice ok'])
    const origin = wireOrigin({}, 'gcp.vertex.agent')
    expect(factOf({}, { name: 'call_llm' }, origin)).toMatchObject({ kind: 'llm', outcome: 'error' })
    expect(factOf({}, { name: 'invocation' }, origin).outcome).toBe('unknown')
  })

  it('finds no answer in the last part of a stream', () => {
    const { spans } = captureFacts('google-adk-js/stream-tool-retry')
    const answers = spans.filter(({ kind }) => kind === 'llm').map(({ messages }) => messages?.output?.chars ?? null)
    expect(answers).toEqual([null, null, null, 68])
  })
})

describe('TanStack AI', () => {
  it('reads arguments and result out of messages of the role tool', () => {
    const { spans } = captureFacts('tanstack-ai/empty-retrieval')
    const [search] = spans.filter(({ kind }) => kind === 'tool')
    expect(search?.tool?.result).toMatchObject({ empty: true })
    const bare = factOf({ 'gen_ai.tool.name': 'search_policy', 'input.value': '{"query":"warranty on zip pulls"}' })
    expect(search?.tool?.arguments?.fp).toBe(bare.tool?.arguments?.fp)
  })
})

describe('values written as JSON', () => {
  it('reads a text in quotes as the text', () => {
    const tool = (result: string) => factOf({ 'gen_ai.tool.name': 'x', 'gen_ai.tool.call.result': result })
    expect(tool('"Error: no such order"')).toMatchObject({ outcome: 'error', outcomeFrom: 'result:text' })
    expect(tool('"found"').tool?.result?.fp).toBe(tool('found').tool?.result?.fp)
    expect(tool('"half').outcome).toBe('ok')
  })
})

describe('limits of a loop', () => {
  it('knows them with words between, before the word that cancelled calls share', () => {
    const fact = factOf(
      { 'genkit:type': 'util' },
      { statusCode: 2, statusMessage: 'ABORTED: Exceeded maximum tool call iterations (8)' },
    )
    expect(fact.error?.class).toBe('turn_limit')
  })
})

describe('Mastra through other exporters', () => {
  it.each(['mastra-arize/abort', 'mastra-laminar/abort'])('tells the same of %s', (capture) => {
    const { spans } = captureFacts(capture)
    expect(rootsOf(spans)[0]).toMatchObject({ family: 'mastra', kind: 'agent', error: { class: 'cancelled' } })
    expect(stepsOf(spans, 'tool')).toEqual(['tool get_order ok'])
    expect(spans.filter(({ kind }) => kind === 'llm').map(({ messages }) => messages?.calls.length ?? 0)).toEqual([
      0, 1, 0,
    ])
  })
})

describe('Claude Code', () => {
  it('reads what it writes of a tool: the arguments under a heading, the result in an event', () => {
    const { spans } = captureFacts('claude-code/tool-retry')
    const told = spans.find(({ name }) => name === 'get_order')?.tool
    const plain = factOf({ 'gen_ai.tool.name': 'get_order', 'input.value': '{"order_id":"A-1042"}' }).tool
    expect(told?.arguments?.fp).toBe(plain?.arguments?.fp)
    expect(told?.result).toMatchObject({ empty: false })
  })

  it('reads the new messages of a request, and the text of the answer', () => {
    const { spans } = captureFacts('claude-code/tool-retry')
    const calls = spans.filter(({ kind }) => kind === 'llm')
    expect(calls.map(({ messages }) => messages?.answers.map(({ outcome }) => outcome))).toEqual([
      [],
      ['ok'],
      ['error'],
      ['ok'],
    ])
    expect(calls[0]?.messages?.input?.chars).toBe(37)
    expect(calls.at(-1)?.messages?.output?.chars).toBe(68)
  })
})
