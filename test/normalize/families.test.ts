import { describe, expect, it } from 'vitest'
import { answersOf, captureFacts, rootsOf, stepsOf } from './capture-facts.ts'

describe('AI SDK 7', () => {
  it('sees an unknown tool in the input of the next model call, where no span tells of it', () => {
    const { spans } = captureFacts('vercel-ai-7/unknown-tool')
    expect(stepsOf(spans, 'tool')).toEqual(['tool get_order ok'])
    const [answer] = answersOf(spans, 'send_fax')
    expect(answer).toMatchObject({ outcome: 'error', error: { class: 'tool_not_found' } })
    expect(spans.find(({ kind }) => kind === 'llm')?.messages?.offered).toEqual(['get_order'])
  })

  it('ties a decision without content to the call it is about, and learns from the answer that it was a refusal', () => {
    const { spans } = captureFacts('vercel-ai-7/approval-rejected')
    const asked = spans.flatMap(({ messages }) => messages?.calls ?? []).find(({ name }) => name === 'refund_payment')
    const decisions = answersOf(spans, 'refund_payment')
    expect(decisions.map(({ approval }) => approval)).toEqual(['unknown', 'rejected', 'rejected'])
    expect(new Set(decisions.map(({ callFp }) => callFp))).toEqual(new Set([asked?.callFp]))
    expect(stepsOf(spans, 'tool')).toEqual(['tool get_order ok'])
  })

  it('calls the agent by its function id and never by its model', () => {
    const { spans } = captureFacts('vercel-ai-7/unknown-tool')
    const [root] = rootsOf(spans)
    expect(root).toMatchObject({ role: 'agent', kind: 'agent', name: 'support-agent', family: 'ai_sdk' })
    expect(spans.filter(({ role }) => role === 'turn').map(({ name }) => name)).toEqual(['step 1', 'step 2', 'step 3'])
  })
})

describe('AI SDK up to 6', () => {
  it('reads a tool that threw from the status, and its text as class and template', () => {
    const { spans } = captureFacts('vercel-ai-5/tool-retry')
    expect(stepsOf(spans, 'tool')).toEqual(['tool fetch_invoice error', 'tool fetch_invoice ok'])
    const failed = spans.find(({ kind }) => kind === 'tool')
    expect(failed?.error).toMatchObject({ type: 'Error', class: 'timeout' })
    expect(failed?.error?.template).not.toContain('billing-db')
  })

  it('gives equal calls equal fingerprints, whether asked for by the model or made by the tool', () => {
    const { spans } = captureFacts('vercel-ai-5/tool-retry')
    const made = spans.filter(({ kind }) => kind === 'tool').map(({ tool }) => tool?.arguments?.fp)
    const asked = spans.flatMap(({ kind, messages }) => (kind === 'llm' ? (messages?.calls ?? []) : []))
    expect(new Set([...made, ...asked.map((call) => call.arguments?.fp)]).size).toBe(1)
    expect(asked.map(({ callFp }) => callFp)).toEqual(
      spans.filter(({ kind }) => kind === 'tool').map(({ tool }) => tool?.callFp),
    )
  })

  it('reads the decision of a person from the prompt of the resumed run', () => {
    const { spans } = captureFacts('vercel-ai-6/approval-rejected')
    const decisions = answersOf(spans, 'refund_payment')
    expect(decisions.map(({ approval, outcome }) => [approval, outcome])).toEqual([
      ['rejected', 'rejected'],
      ['rejected', 'rejected'],
    ])
  })

  it('keeps tokens of model calls and none of the run above them', () => {
    const { spans } = captureFacts('vercel-ai-5/tool-retry')
    expect(spans.filter(({ kind }) => kind === 'llm').map(({ model }) => model?.tokens.input)).toEqual([188, 264, 363])
    expect(rootsOf(spans)[0]?.model?.tokens.input).toBeNull()
  })
})

describe('OpenInference', () => {
  it('reads tool errors and their recovery', () => {
    const { spans } = captureFacts('openai-openinference/tool-retry')
    expect(stepsOf(spans, 'tool')).toEqual(['tool fetch_invoice error', 'tool fetch_invoice ok'])
  })

  it('counts no documents when a retriever answered with an empty list', () => {
    const { spans } = captureFacts('langchain/rag-graph')
    expect(spans.find(({ kind }) => kind === 'retrieval')).toMatchObject({ name: 'Kb', documents: 0, outcome: 'ok' })
    expect(rootsOf(spans)[0]).toMatchObject({ role: 'chain', name: 'kb_answer' })
    expect(spans.filter(({ role }) => role === 'turn').map(({ name }) => name)).toContain('retrieve')
  })

  it('takes an interrupt for waiting, and the resumption for the decision', () => {
    const { spans } = captureFacts('langchain/approval-rejected')
    const waiting = spans.filter(({ outcome }) => outcome === 'waiting')
    expect(waiting.map(({ error }) => error?.class)).toEqual(['interrupted'])
    const decisions = spans
      .flatMap(({ messages }) => messages?.answers ?? [])
      .filter(({ approval }) => approval !== null)
    expect(decisions.map(({ approval }) => approval)).toEqual(['rejected'])
    expect(rootsOf(spans).map(({ role, name }) => [role, name])).toEqual([
      ['agent', 'support_agent'],
      ['agent', 'support_agent'],
    ])
    expect(spans.every(({ sessionId }) => sessionId === 'thread-88')).toBe(true)
  })

  it('finds call ids that the flattened messages lost in the JSON beside them', () => {
    const { spans } = captureFacts('langchain/approval-rejected')
    const calls = spans.filter(({ kind }) => kind === 'llm').flatMap(({ messages }) => messages?.calls ?? [])
    expect(calls.map(({ name, callFp }) => [name, callFp !== null])).toEqual([
      ['get_order', true],
      ['refund_payment', true],
    ])
  })

  it('sees a middleware that ended the run as a guardrail that tripped', () => {
    const { spans } = captureFacts('langchain/guardrail')
    expect(stepsOf(spans, 'guardrail')).toEqual(['guardrail CardDataGuard rejected'])
  })

  it('reads guardrails and handoffs of the OpenAI Agents SDK', () => {
    expect(stepsOf(captureFacts('openai-agents/guardrail').spans, 'guardrail')).toEqual([
      'guardrail card-data-guard rejected',
    ])
    const handoff = captureFacts('openai-agents/handoff').spans.find(({ kind }) => kind === 'handoff')
    expect(handoff).toMatchObject({ name: 'transfer_to_Refunds_Agent', target: 'Refunds Agent', outcome: 'ok' })
  })

  it('does not believe an ERROR that a processor passed on to spans that went well', () => {
    const { spans } = captureFacts('vercel-openinference/tool-retry')
    expect(stepsOf(spans, 'tool', 'agent')).toEqual([
      'agent support-agent ok',
      'tool fetch_invoice error',
      'tool fetch_invoice ok',
    ])
  })
})

describe('OpenLLMetry', () => {
  it("reads an application's approval and what was refused", () => {
    const { spans } = captureFacts('openai-traceloop/approval-rejected')
    const approval = spans.find(({ kind }) => kind === 'approval')
    expect(approval).toMatchObject({ outcome: 'rejected', target: 'refund_payment' })
    expect(answersOf(spans, 'refund_payment')[0]).toMatchObject({ outcome: 'rejected' })
    expect(rootsOf(spans)[0]).toMatchObject({ role: 'workflow', name: 'support_workflow' })
  })

  it('unwraps decorated arguments, so that they equal what the model asked for', () => {
    const { spans } = captureFacts('openai-traceloop/approval-rejected')
    const tool = spans.find(({ kind }) => kind === 'tool')
    const asked = spans.flatMap(({ messages }) => messages?.calls ?? []).find(({ name }) => name === 'get_order')
    expect(tool?.tool?.arguments?.fp).toBe(asked?.arguments?.fp)
  })
})

describe('MCP', () => {
  it('takes the session for no run and its plumbing for no step', () => {
    const { spans } = captureFacts('mcp/tool-retry')
    expect(spans.filter(({ role }) => role === 'session').map(({ name }) => name)).toEqual(['mcp.client.session'])
    const plumbing = spans.filter(({ name }) => name === 'initialize' || name === 'tools/list')
    expect(plumbing.map(({ kind, role }) => [kind, role])).toEqual([
      ['other', 'leaf'],
      ['other', 'leaf'],
    ])
  })

  it('reads the client and the server side of a call alike', () => {
    const { spans } = captureFacts('mcp/tool-retry')
    const sides = ['openllmetry', 'mcp'].map((family) =>
      stepsOf(
        spans.filter((span) => span.family === family),
        'tool',
      ),
    )
    expect(sides[0]).toEqual(['tool fetch_invoice error', 'tool fetch_invoice ok'])
    expect(sides[1]).toEqual(sides[0])
  })
})

describe('Langfuse', () => {
  it('reads failure from the level where the status says nothing', () => {
    const { spans } = captureFacts('langfuse/tool-retry')
    expect(stepsOf(spans, 'tool')).toEqual(['tool fetch_invoice error', 'tool fetch_invoice ok'])
    expect(spans.find(({ kind }) => kind === 'tool')?.outcomeFrom).toBe('langfuse.observation.level')
  })

  it('adds cached tokens to the input, which leaves them out', () => {
    const { spans } = captureFacts('langfuse/tool-retry')
    const tokens = spans.filter(({ kind }) => kind === 'llm').map(({ model }) => model?.tokens)
    expect(tokens.map((count) => count?.input)).toEqual([194, 272, 371])
    expect(tokens[1]?.cacheRead).toBe(128)
  })

  it('sees a warning on a guardrail as tripped, and the marked root', () => {
    const { spans } = captureFacts('langfuse/guardrail')
    expect(stepsOf(spans, 'guardrail')).toEqual(['guardrail card-data-guard rejected'])
    expect(rootsOf(spans)[0]?.rootMark).toBe(true)
  })
})

describe('Mastra', () => {
  it('finds a refused call behind a status of OK', () => {
    const { spans } = captureFacts('mastra/invalid-args')
    expect(stepsOf(spans, 'tool')).toEqual(['tool update_order error', 'tool update_order ok'])
    expect(spans.find(({ kind }) => kind === 'tool')).toMatchObject({
      outcomeFrom: 'result:error',
      error: { class: 'invalid_arguments' },
    })
  })

  it('counts one model call per inference, not its wrappings', () => {
    const { spans } = captureFacts('mastra/invalid-args')
    expect(spans.filter(({ kind }) => kind === 'llm').map(({ model }) => model?.finish)).toEqual([
      'tool_call',
      'tool_call',
      'stop',
    ])
  })

  it('reads a tripwire on the processor and on the run', () => {
    const { spans } = captureFacts('mastra/guardrail')
    expect(stepsOf(spans, 'guardrail', 'agent')).toEqual([
      'agent Support Agent rejected',
      'guardrail Card data guard rejected',
    ])
  })
})

describe('Strands', () => {
  it('finds an unknown tool behind a status of OK', () => {
    const { spans } = captureFacts('strands/unknown-tool')
    const fax = spans.find(({ name }) => name === 'send_fax')
    expect(fax).toMatchObject({
      outcome: 'error',
      outcomeFrom: 'gen_ai.tool.status',
      error: { class: 'tool_not_found' },
    })
  })

  it('reads messages from span events, only those after the last word of the model', () => {
    const { spans } = captureFacts('strands/unknown-tool')
    const told = spans
      .filter(({ kind }) => kind === 'llm')
      .map(({ messages }) => messages?.answers.map(({ name }) => name))
    expect(told).toEqual([[], ['get_order'], ['send_fax']])
  })

  it('takes an interrupt for waiting, on the cycle and on the agent', () => {
    const { spans } = captureFacts('strands/approval-rejected')
    expect(spans.filter(({ outcome }) => outcome === 'waiting').map(({ role }) => role)).toEqual(['agent', 'turn'])
    expect(answersOf(spans, 'refund_payment')[0]).toMatchObject({ outcome: 'rejected', approval: 'rejected' })
  })

  it('infers the provider from the model where the service stands in its place', () => {
    const { spans } = captureFacts('strands/unknown-tool')
    expect(spans.find(({ kind }) => kind === 'llm')?.model?.provider).toBe('openai')
  })
})

describe('OTel GenAI', () => {
  it('reads single messages from log records and ties them to their span', () => {
    const { spans, logs } = captureFacts('openai-otel/unknown-tool')
    const models = new Set(spans.filter(({ kind }) => kind === 'llm').map(({ spanId }) => spanId))
    expect(logs.every(({ spanId }) => spanId !== null && models.has(spanId))).toBe(true)
    const answers = logs.flatMap(({ messages }) => messages?.answers ?? [])
    expect(answers.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'error'])
    expect(answers.at(-1)?.error?.class).toBe('tool_not_found')
  })

  it('reads the spans that a provider SDK emits by itself', () => {
    const { spans } = captureFacts('anthropic-traceloop/tool-retry')
    const inner = spans.filter(({ family, kind }) => family === 'gen_ai' && kind === 'llm')
    expect(inner.map(({ model }) => model?.finish)).toEqual(['tool_call', 'tool_call', 'stop'])
    expect(stepsOf(spans, 'tool')).toEqual(['tool fetch_invoice error', 'tool fetch_invoice ok'])
  })
})
