import { describe, expect, it } from 'vitest'
import { answersOf, captureFacts, rootsOf, stepsOf } from './capture-facts.ts'
import { factOf, wireEvent, wireOrigin } from './wire.ts'

describe('Pydantic AI', () => {
  it('tells arguments that were not accepted from a tool that does not exist', () => {
    const { spans } = captureFacts('pydantic-ai/invalid-args')
    const [failed] = spans.filter(({ kind }) => kind === 'tool')
    expect(failed).toMatchObject({ family: 'pydantic_ai', outcome: 'error', error: { class: 'invalid_arguments' } })
    const origin = wireOrigin({}, 'pydantic-ai')
    const unknown = factOf(
      { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.call.id': 'x', 'logfire.msg': 'invalid tool call: fax' },
      {},
      origin,
    )
    expect(unknown.error?.class).toBe('tool_not_found')
  })

  it('reads deferred requests as calls that wait, and not as the answer', () => {
    const [first] = rootsOf(captureFacts('pydantic-ai/approval-approved').spans)
    expect(first?.messages?.output).toBeNull()
    expect(first?.messages?.answers).toMatchObject([{ approval: 'requested', outcome: 'waiting' }])
  })
})

describe('Google ADK', () => {
  it('takes a tool that wants to be confirmed first for waiting, and a refused one for rejected', () => {
    const { spans } = captureFacts('google-adk/approval-rejected')
    expect(stepsOf(spans, 'tool')).toEqual([
      'tool get_order ok',
      'tool refund_payment waiting',
      'tool refund_payment rejected',
    ])
    expect(answersOf(spans, 'refund_payment')).toMatchObject([{ approval: 'rejected', outcome: 'rejected' }])
  })

  it('knows a tool that does not exist by what stands in for its description', () => {
    const { spans } = captureFacts('google-adk/unknown-tool-legacy')
    expect(spans.find(({ kind }) => kind === 'tool')).toMatchObject({
      name: 'send_fax',
      outcome: 'error',
      error: { class: 'tool_not_found' },
    })
  })
})

describe('LangChain for Python', () => {
  it('takes a node whose name says "agent" for no agent, and a hook that ends the run for a guardrail', () => {
    const { spans } = captureFacts('langchain-python/guardrail')
    expect(stepsOf(spans, 'agent', 'guardrail')).toEqual([
      'agent support_agent ok',
      'guardrail card_data_guard rejected',
    ])
    const node = { 'openinference.span.kind': 'AGENT', metadata: '{"langgraph_node":"agent"}' }
    expect(factOf(node, { name: 'agent' }).role).toBe('turn')
    expect(factOf(node, { name: 'research_agent' }).role).toBe('agent')
  })

  it('finds nothing in a tool message that holds an empty list', () => {
    const { spans } = captureFacts('langchain-python/empty-retrieval')
    const search = spans.find(({ name }) => name === 'search_docs')
    expect(search?.tool?.result).toMatchObject({ empty: true, items: 0 })
  })
})

describe('LangSmith', () => {
  it('believes a recorded exception over the status OK', () => {
    const { spans } = captureFacts('langsmith/abort')
    expect(rootsOf(spans)[0]).toMatchObject({ outcome: 'error', error: { class: 'cancelled' } })
  })

  it('takes an interrupt for waiting and control that is passed on for neither', () => {
    const failed = (message: string) =>
      factOf(
        { 'langsmith.span.kind': 'chain' },
        { statusCode: 1, events: [wireEvent('exception', { 'exception.message': message })] },
      ).outcome
    expect(failed('GraphInterrupt((Interrupt(value=1),))')).toBe('waiting')
    expect(failed("ParentCommand(Command(graph='x'))")).toBe('ok')
    expect(failed('ValueError()')).toBe('error')
  })

  it('sees a middleware hook that ended the run', () => {
    const { spans } = captureFacts('langsmith/guardrail')
    expect(stepsOf(spans, 'guardrail')).toEqual(['guardrail card_data_guard rejected'])
  })
})

describe('content that was not sent', () => {
  const tool = { 'openinference.span.kind': 'TOOL', 'tool.name': 'get_order' }
  const schema = '{"type":"object","properties":{"order_id":{"type":"string"}}}'

  it('does not take the schema of a tool for its arguments where those were redacted', () => {
    const redacted = { ...tool, 'input.value': '__REDACTED__', 'tool.parameters': schema }
    expect(factOf(redacted).tool?.arguments).toBeNull()
    expect(factOf({ ...tool, 'tool.parameters': schema }).tool?.arguments).toBeNull()
    expect(factOf({ ...tool, 'tool.parameters': '{"order_id":"A-1"}' }).tool?.arguments).not.toBeNull()
  })

  it('does not take hidden outputs of LangSmith for an empty answer', () => {
    const hidden = { 'langsmith.span.kind': 'tool', 'gen_ai.prompt': '{}', 'gen_ai.completion': '{}' }
    expect(factOf(hidden, { statusCode: 1 })).toMatchObject({ outcome: 'ok', tool: { arguments: null, result: null } })
  })
})
