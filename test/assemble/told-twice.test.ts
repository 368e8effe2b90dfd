import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Run } from '../../src/run/run.ts'
import type { Fact, SpanFact } from '../../src/span/span-fact.ts'
import { agent, call, llm, messages, model, span, text, tool } from './fact-builder.ts'

function runsOf(...traces: (readonly Fact[])[]): readonly Run[] {
  const named = traces.map((facts, index) => ({ traceId: `trace-${index}`, facts }))
  return assemble({ tenant: 'default', traces: named, cutFacts: 0 }, () => null).runs
}

function sequence(run: Run | undefined): readonly string[] {
  return (run?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm' && kind !== 'agent')
    .map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

describe('two spans side by side', () => {
  const response = { model: model({ responseId: 'r1' }) }
  const outer = llm('told', 'root', 10, 50, { ...response, messages: messages({ output: text }) })
  const root = agent('root', null, 0, 100)
  const modelCalls = (...facts: readonly Fact[]) => runsOf([root, ...facts])[0]?.totals.modelCalls

  it('are one model call where one lies in the other and both name the same response', () => {
    expect(modelCalls(outer, llm('sdk', 'root', 12, 49, { ...response, scope: 'sdk' }))).toBe(1)
    expect(modelCalls(llm('sdk', 'root', 12, 49, { ...response, scope: 'sdk' }), outer)).toBe(1)
    expect(runsOf([root, outer, llm('sdk', 'root', 12, 49, { ...response, scope: 'sdk' })])[0]?.answer).not.toBeNull()
  })

  it('are two where a cache gave the same response again, or one instrumentation told of both', () => {
    expect(modelCalls(outer, llm('again', 'root', 60, 70, { ...response, scope: 'sdk' }))).toBe(2)
    expect(modelCalls(outer, llm('inside', 'root', 12, 49, response))).toBe(2)
    expect(modelCalls(outer, llm('other', 'root', 12, 49, { scope: 'sdk', model: model({ responseId: 'r2' }) }))).toBe(
      2,
    )
  })

  it('are one handoff where one lies below the other', () => {
    const handoff = { kind: 'handoff' as const, role: 'leaf' as const, name: 'transfer_to_refunds' }
    const run = runsOf([
      root,
      tool('outer', 'root', 10, 20, { ...handoff, family: 'openinference' }),
      tool('inner', 'outer', 11, 19, handoff),
    ])[0]
    expect(run?.steps.filter(({ kind }) => kind === 'handoff')).toHaveLength(1)
  })
})

describe('a tool of a server in the process of the agent', () => {
  const root = agent('root', null, 0, 100)
  const called = (id: string, from: number, to: number) =>
    tool(id, 'root', from, to, {
      name: 'look',
      tool: { callFp: id, arguments: null, result: null, type: null },
      error: { type: null, class: 'other', template: 'gateway refused' },
      outcome: 'error',
    })
  const served = (id: string, from: number, to: number, more: Partial<SpanFact> = {}) =>
    tool(id, 'root', from, to, {
      name: 'look',
      spanKind: 2,
      scope: 'server',
      outcome: 'error',
      error: { type: 'tool_error', class: 'other', template: 'tool_error' },
      ...more,
    })
  const tools = (...facts: readonly Fact[]) => runsOf([root, ...facts])[0]?.steps.map(({ id }) => id)

  it('has run once for each call, with the error that the agent was told', () => {
    const facts = [called('c1', 10, 20), called('c2', 30, 40), served('s1', 12, 18), served('s2', 31, 39)]
    expect(tools(...facts)).toEqual(['c1', 'c2'])
    expect(runsOf([root, ...facts])[0]?.steps.map(({ error }) => error?.template)).toEqual(
      Array<string>(2).fill('gateway refused'),
    )
  })

  it('has run once more where it lies outside of the call, has another name or is no server', () => {
    expect(tools(called('c1', 10, 20), served('s1', 15, 30))).toHaveLength(2)
    expect(tools(called('c1', 10, 20), served('s1', 12, 18, { name: 'find' }))).toHaveLength(2)
    expect(tools(called('c1', 10, 20), served('s1', 12, 18, { spanKind: 1 }))).toHaveLength(2)
  })

  it('may leave a call out that it never served', () => {
    expect(tools(called('c1', 10, 20), called('c2', 30, 40), served('s2', 31, 39))).toEqual(['c1', 'c2'])
  })
})

describe('tools whose parent never arrived', () => {
  it('were called by a run that was lost, where the parent is of their own process', () => {
    const local = runsOf([tool('look', 'lost', 0, 10, { remoteParent: false })])
    expect(local.map(({ incomplete }) => incomplete.includes('root_missing'))).toEqual([true])
    expect(runsOf([tool('look', 'lost', 0, 10, { remoteParent: true })])).toEqual([])
    expect(runsOf([tool('look', 'lost', 0, 10)])).toEqual([])
  })

  it('are no run where an MCP server served them: the span of its transport is often left out', () => {
    expect(runsOf([tool('look', 'lost', 0, 10, { remoteParent: false, family: 'mcp' })])).toEqual([])
  })
})

describe('a chain below a chain whose parent never arrived', () => {
  const chain = (id: string, parent: string | null, more = {}) => span(id, parent, 0, 50, { role: 'chain', ...more })

  it('is a part of the run that was lost', () => {
    const facts = [
      chain('predict', 'lost'),
      chain('adapter', 'predict'),
      llm('ask', 'adapter', 1, 40),
      tool('look', 'lost', 60, 70),
    ]
    const [run, ...others] = runsOf(facts)
    expect(others).toEqual([])
    expect(run?.incomplete).toContain('root_missing')
    expect(run?.steps.map(({ kind }) => kind)).toEqual(['llm', 'tool'])
  })

  it('is a run of its own where the lost one worked for several sessions', () => {
    const flow = (id: string, sessionId: string) => [
      chain(id, 'worker', { sessionId }),
      llm(`ask-${id}`, id, 1, 40, { sessionId }),
    ]
    expect(runsOf([chain('worker', 'lost'), ...flow('one', 'a'), ...flow('two', 'b')])).toHaveLength(2)
    expect(runsOf([chain('worker', 'lost'), ...flow('one', 'a'), ...flow('two', 'a')])).toHaveLength(1)
  })

  it('is the run where only infrastructure stands above it, or its parent is remote', () => {
    const inside = [chain('graph', 'http'), llm('ask', 'graph', 1, 40)]
    const http = span('http', 'gateway', 0, 50, { role: 'infra' })
    expect(runsOf([http, ...inside])[0]?.incomplete).not.toContain('root_missing')
    const remote = [
      chain('outer', 'elsewhere', { remoteParent: true }),
      chain('inner', 'outer'),
      llm('ask', 'inner', 1, 40),
    ]
    expect(runsOf(remote)[0]?.incomplete).toEqual([])
  })
})

describe('a call that the run had ended on', () => {
  const asking = llm('ask', 'first', 0, 10, { messages: messages({ calls: [call('refund', 'c1')] }) })
  const body = { callFp: 'c1', arguments: null, result: null, type: null }
  const ran = (parent: string) => tool('ran', parent, 210, 220, { name: 'refund', outcomeFrom: 'status', tool: body })
  const answer = llm('say', 'second', 230, 240, {
    messages: messages({ output: text }),
    model: model({ finish: 'stop' }),
  })

  it('was allowed where the agent ran it only when it was started again', () => {
    const [run, ...others] = runsOf(
      [agent('first', null, 0, 20, { messages: messages({ output: text }) }), asking],
      [agent('second', null, 200, 250), ran('second'), answer],
    )
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['approval refund ok', 'tool refund ok'])
  })

  it('needed no permission where each turn is started anew and says nothing of its own', () => {
    const [run] = runsOf(
      [agent('first', null, 0, 20), asking],
      [agent('second', null, 200, 250), ran('second'), answer],
    )
    expect(sequence(run)).toEqual(['tool refund ok'])
  })

  it('needed no permission where the agent was still at work', () => {
    const [run] = runsOf(
      [agent('first', null, 0, 300), asking],
      [agent('second', null, 200, 250), ran('second'), answer],
    )
    expect(sequence(run)).toEqual(['tool refund ok'])
  })
})
