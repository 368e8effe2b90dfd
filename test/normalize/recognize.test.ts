import { describe, expect, it } from 'vitest'
import { type Attributes, factOf, wireEvent, wireOrigin } from './wire.ts'

function seen(name: string, attributes: Attributes, scope = 'app') {
  const { kind, role, family } = factOf(attributes, { name }, wireOrigin({ 'service.name': 'shop' }, scope))
  return `${family} ${kind}/${role}`
}

describe('what a span is', () => {
  it('is context when no convention knows it', () => {
    expect(seen('GET /chat', { 'http.request.method': 'GET' })).toBe('infra other/infra')
    expect(seen('SELECT orders', { 'db.system': 'postgresql' })).toBe('infra other/infra')
  })

  it('is told by the private mark of a framework before the operation name beside it', () => {
    expect(seen('retrieve', { 'langsmith.span.kind': 'retriever', 'gen_ai.operation.name': 'embeddings' })).toBe(
      'langsmith retrieval/leaf',
    )
    expect(seen('execute_tool x', { 'traceloop.span.kind': 'task', 'gen_ai.operation.name': 'execute_tool' })).toBe(
      'openllmetry tool/leaf',
    )
    expect(seen('step', { 'langfuse.observation.type': 'span', 'openinference.span.kind': 'TOOL' })).toBe(
      'openinference tool/leaf',
    )
  })

  it('is told by its shape when the operation is one that nobody has heard of', () => {
    expect(
      seen('ask', {
        'gen_ai.operation.name': 'respond',
        'gen_ai.request.model': 'm-1',
        'gen_ai.usage.output_tokens': 4,
      }),
    ).toBe('gen_ai llm/leaf')
    expect(seen('do', { 'gen_ai.operation.name': 'perform', 'gen_ai.tool.name': 'x' })).toBe('gen_ai tool/leaf')
  })

  it('is a turn inside of an agent, never a root, for steps and nodes', () => {
    expect(seen('step 1', { 'gen_ai.operation.name': 'agent_step' }, 'gen_ai')).toBe('ai_sdk other/turn')
    expect(seen('Step 2', { 'openinference.span.kind': 'CHAIN' })).toBe('openinference other/turn')
    expect(seen('plan', { 'openinference.span.kind': 'CHAIN', metadata: '{"langgraph_node":"plan"}' })).toBe(
      'openinference other/turn',
    )
    expect(seen('execute_event_loop_cycle', { 'event_loop.cycle_id': '1' })).toBe('strands other/turn')
    expect(seen('my_graph', { 'openinference.span.kind': 'CHAIN' })).toBe('openinference other/chain')
  })

  it('follows ADK by name', () => {
    const adk = 'gcp.vertex.agent'
    expect(seen('invocation', {}, adk)).toBe('google_adk other/workflow')
    expect(seen('call_llm', {}, adk)).toBe('google_adk llm/leaf')
    expect(seen('execute_tool (merged)', { 'gen_ai.operation.name': 'execute_tool' }, adk)).toBe(
      'google_adk other/leaf',
    )
    expect(
      seen(
        'execute_tool transfer_to_agent',
        { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'transfer_to_agent' },
        adk,
      ),
    ).toBe('google_adk handoff/leaf')
    expect(seen('invoke_agent helper', { 'gen_ai.operation.name': 'invoke_agent' }, adk)).toBe('google_adk agent/agent')
  })

  it('follows Pydantic AI, whose output functions are no tools', () => {
    const scope = 'pydantic-ai'
    expect(seen('agent run', {}, scope)).toBe('pydantic_ai agent/agent')
    expect(
      seen('execute_tool f', { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.id': 'call_1' }, scope),
    ).toBe('pydantic_ai tool/leaf')
    expect(seen('execute_tool final', { 'gen_ai.operation.name': 'execute_tool' }, scope)).toBe(
      'pydantic_ai other/turn',
    )
    expect(seen('chat', { 'logfire.span_type': 'pending_span', 'gen_ai.operation.name': 'chat' }, scope)).toBe(
      'pydantic_ai other/infra',
    )
  })

  it('follows Claude Code, Haystack, A2A and Agent Framework', () => {
    expect(seen('claude_code.interaction', {})).toBe('claude_code agent/agent')
    expect(seen('claude_code.tool', { tool_name: 'Bash' })).toBe('claude_code tool/leaf')
    expect(seen('haystack.pipeline.run', {})).toBe('haystack other/workflow')
    expect(seen('haystack.component.run', { 'haystack.component.type': 'InMemoryBM25Retriever' })).toBe(
      'haystack retrieval/leaf',
    )
    expect(seen('SendMessage', { 'a2a.method.name': 'SendMessage' })).toBe('a2a agent/agent')
    expect(seen('workflow.run', {}, 'agent_framework')).toBe('agent_framework other/workflow')
    expect(seen('executor.process w', { 'executor.id': 'w' }, 'agent_framework')).toBe('agent_framework other/turn')
  })

  it('is no model call where a model only puts its request together', () => {
    expect(seen('OpenAI._prepare_chat_with_tools', { 'openinference.span.kind': 'LLM' })).toBe(
      'openinference other/turn',
    )
    expect(seen('OpenAI.chat', { 'openinference.span.kind': 'LLM' })).toBe('openinference llm/leaf')
  })

  it('follows vector stores and MCP', () => {
    expect(seen('chroma.query', { 'db.system': 'chroma', 'db.vector.query.top_k': 5 })).toBe(
      'openllmetry retrieval/leaf',
    )
    expect(seen('tools/call x', { 'mcp.method.name': 'tools/call' })).toBe('mcp tool/leaf')
    expect(seen('initialize', { 'mcp.method.name': 'initialize' })).toBe('mcp other/leaf')
    expect(seen('elicitation/create', { 'mcp.method.name': 'elicitation/create' })).toBe('mcp approval/leaf')
  })

  it('is a handoff by name, transfer mode or operation, and not when the agent is used as a tool', () => {
    const base = { 'gen_ai.operation.name': 'execute_tool' }
    expect(factOf({ ...base, 'gen_ai.tool.name': 'transfer_to_billing' })).toMatchObject({
      kind: 'handoff',
      target: 'billing',
      name: 'transfer_to_billing',
    })
    expect(
      factOf({
        ...base,
        'gen_ai.tool.name': 'go',
        'gen_ai.transfer.mode': 'pass_control',
        'gen_ai.transfer.target.name': 'billing',
      }),
    ).toMatchObject({ kind: 'handoff', target: 'billing' })
    expect(
      factOf({ ...base, 'gen_ai.tool.name': 'transfer_to_billing', 'gen_ai.transfer.mode': 'return_to_caller' }),
    ).toMatchObject({ kind: 'tool' })
    expect(factOf({ 'traceloop.span.kind': 'handoff', 'gen_ai.handoff.to_agent': 'billing' })).toMatchObject({
      kind: 'handoff',
      target: 'billing',
    })
    expect(factOf({ ...base, 'gen_ai.tool.name': 'transfer_money' }).kind).toBe('tool')
    for (const name of ['handoff', 'handoff_to_agent']) {
      const passed = JSON.stringify({ kwargs: { to_agent: 'billing', reason: 'a refund' } })
      expect(factOf({ ...base, 'gen_ai.tool.name': name, 'input.value': passed })).toMatchObject({
        kind: 'handoff',
        target: 'billing',
        name,
      })
    }
    expect(
      factOf(
        { 'gen_ai.operation.name': 'agent_handoff', 'gen_ai.handoff.to_agent': 'Refunds Agent' },
        { name: 'agent_handoff' },
      ),
    ).toMatchObject({
      name: 'transfer_to_Refunds_Agent',
      target: 'Refunds Agent',
    })
  })

  it("is an application's approval when it is named so and ends with a decision", () => {
    const chain = { 'openinference.span.kind': 'CHAIN' }
    const ask = (output: string) =>
      factOf({ ...chain, 'input.value': '{"tool":"refund"}', 'output.value': output }, { name: 'ask_for_approval' })
    expect(ask('{"approved":true}')).toMatchObject({ kind: 'approval', outcome: 'ok', target: 'refund' })
    expect(ask('{"decision":"rejected"}')).toMatchObject({ kind: 'approval', outcome: 'rejected' })
    expect(ask('"done"').kind).toBe('other')
    expect(factOf({ ...chain, 'output.value': '{"approved":true}' }, { name: 'loan' }).kind).toBe('other')
  })

  it("is an application's guardrail when it is named so; what holds a run is none", () => {
    const task = { 'traceloop.span.kind': 'task' }
    expect(
      factOf({ ...task, 'traceloop.entity.output': '{"tripped":true}' }, { name: 'pii_guard.task' }),
    ).toMatchObject({ kind: 'guardrail', outcome: 'rejected' })
    expect(
      factOf({ ...task, 'traceloop.entity.output': '{"passed":true}' }, { name: 'InputGuardrail.task' }),
    ).toMatchObject({ kind: 'guardrail', outcome: 'ok' })
    expect(factOf({ 'openinference.span.kind': 'CHAIN' }, { name: 'guardrails_agent' }).kind).toBe('other')
    expect(factOf(task, { name: 'safeguarding.task' }).kind).toBe('other')
  })
})

describe('what a span is called', () => {
  it('is the agent, never the model that stands in the span name', () => {
    const invoke = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-4o' }
    expect(factOf(invoke, { name: 'invoke_agent gpt-4o' }).agent).toBeNull()
    expect(factOf(invoke, { name: 'invoke_agent Support' }).agent?.name).toBe('Support')
    expect(factOf({ ...invoke, 'gen_ai.agent.name': 'helper' }, { name: 'invoke_agent gpt-4o' })).toMatchObject({
      name: 'helper',
      agent: { name: 'helper' },
    })
  })

  it('leaves framework defaults unnamed', () => {
    expect(factOf({ 'openinference.span.kind': 'CHAIN' }, { name: 'LangGraph' }).agent).toBeNull()
    expect(factOf({ 'openinference.span.kind': 'AGENT' }, { name: 'Crew Researcher._execute_core' }).agent?.name).toBe(
      'Crew Researcher',
    )
  })

  it("is the tool's name from the result's own message where instrumentation wrote a class", () => {
    const message = {
      lc: 1,
      id: ['langchain_core', 'messages', 'ToolMessage'],
      kwargs: { content: '{}', status: 'success', name: 'lookup', tool_call_id: 'call_0123456789ab' },
    }
    const fact = factOf({
      'gen_ai.operation.name': 'execute_tool',
      'traceloop.entity.name': 'DynamicStructuredTool',
      'traceloop.entity.output': JSON.stringify(message),
    })
    expect(fact.name).toBe('lookup')
    expect(fact.tool?.callFp).not.toBeNull()
  })

  it('is capped and on one line', () => {
    const { name } = factOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `a\nb ${'x'.repeat(500)}` })
    expect(name.length).toBe(128)
    expect(name.startsWith('a b x')).toBe(true)
  })
})

describe('where a span stands', () => {
  it('reads remote parents, roots, sampling, truncation and who sent it', () => {
    const origin = wireOrigin({
      'service.name': 'shop',
      'service.version': '1.4.2',
      'deployment.environment.name': 'staging',
      'service.instance.id': 'i-1',
    })
    const fact = factOf(
      { 'langfuse.observation.type': 'agent', 'langfuse.internal.is_app_root': true },
      { flags: 0x300, traceState: 'vendor=1,ot=th:c;rv:0', droppedAttributesCount: 2 },
      origin,
    )
    expect(fact).toMatchObject({
      remoteParent: true,
      rootMark: true,
      samplingThreshold: 'c',
      truncated: true,
      service: { name: 'shop', version: '1.4.2', environment: 'staging', instanceId: 'i-1' },
    })
    expect(factOf({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.invocation.is_nested': true }).rootMark).toBe(
      false,
    )
    expect(factOf({}, { flags: 0x100 }).remoteParent).toBe(false)
    expect(factOf({}).remoteParent).toBeNull()
  })

  it('tells two different spans under one id apart, and equal ones not', () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.output.messages': 'x' }
    expect(factOf(attributes).hash).toBe(factOf(attributes).hash)
    expect(factOf(attributes, { endUs: 3 }).hash).not.toBe(factOf(attributes).hash)
    expect(factOf(attributes, { events: [wireEvent('e', {})] }).hash).not.toBe(factOf(attributes).hash)
  })

  it('is an agent where a client library wrote its own call over the span that was open', () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.agent.name': 'support' }
    expect(seen('invoke_agent support', attributes)).toBe('gen_ai agent/agent')
    expect(seen('chat gpt-5-mini', attributes)).toBe('gen_ai llm/leaf')
  })

  it('is a question to a person where AG2 was answered with yes or no', () => {
    const asked = (answer: string) =>
      seen('await_human_input a', { 'ag2.span.type': 'human_input', 'ag2.human_input.response': answer })
    expect(['y', 'no', 'Always'].map(asked)).toEqual(Array<string>(3).fill('ag2 approval/leaf'))
    expect(asked('my order is A-1042')).toBe('ag2 other/leaf')
  })
})
