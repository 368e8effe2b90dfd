import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Run } from '../../src/run/run.ts'
import { captureFacts } from '../normalize/capture-facts.ts'

/** Spans of all traces of a capture in one go: joining is by the calls, not by the trace. */
function runsOf(capture: string): readonly Run[] {
  const { spans, logs } = captureFacts(capture)
  return assemble(
    { tenant: 'default', traces: [{ traceId: 'trace', facts: [...spans, ...logs] }], cutFacts: 0 },
    () => null,
  ).runs
}

function sequence(run: Run | undefined): readonly string[] {
  return (run?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm' && kind !== 'agent')
    .map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

describe('runs of Python frameworks', () => {
  it('LlamaIndex: a tool that waits for an event is the approval, refused by what it returned later', () => {
    const [run, ...others] = runsOf('llamaindex/approval-rejected')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment rejected'])
    expect(run?.outcome).toBe('completed')
    expect(run?.totals.modelCalls).toBe(3)
  })

  it('Haystack: the replies of the model and the results it was given are read, also of a tool that does not exist', () => {
    const [run] = runsOf('haystack/unknown-tool')
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool send_fax error'])
    expect(run?.steps.find(({ name }) => name === 'send_fax')?.error?.class).toBe('tool_not_found')
    expect(run?.steps.find(({ kind }) => kind === 'llm')).toMatchObject({
      model: 'gpt-5-mini-2025-08-07',
      finish: 'tool_call',
      tokens: { output: 20 },
    })
  })

  it('Haystack: a retriever of a pipeline that found nothing', () => {
    const [run] = runsOf('haystack/empty-retrieval')
    expect(run?.steps.map(({ kind, name, documents }) => [kind, name, documents])).toEqual([
      ['retrieval', 'retriever', 0],
      ['llm', 'gpt-5-mini-2025-08-07', null],
    ])
  })

  it('Strands: a resumed run whose loop repeats the earlier call goes on with the earlier run', () => {
    const [run, ...others] = runsOf('strands-python/approval-rejected')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment rejected'])
    expect(run?.outcome).toBe('completed')
  })

  it('Agent Framework: a handoff without a span of its own is told by the agent that takes over', () => {
    const [run] = runsOf('agent-framework/handoff')
    expect(sequence(run)).toEqual(['handoff handoff_to_refunds ok', 'tool get_order ok', 'tool refund_payment ok'])
    expect(run?.steps.filter(({ kind }) => kind === 'llm').map(({ callCount }) => callCount)).toEqual([1, 1, 1, 0])
  })

  it('CrewAI: a tool whose span has a title is the one that the model called', () => {
    const [run] = runsOf('crewai/subagent')
    expect(sequence(run)).toEqual(['tool delegate_work_to_coworker ok', 'tool get_order ok', 'tool get_shipment ok'])
  })
})

describe('runs of JavaScript frameworks', () => {
  it('VoltAgent: an answer of the model whose one span holds the failed call comes after it', () => {
    const [run] = runsOf('voltagent/tool-crash')
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool fetch_invoice_broken error'])
    expect(run?.outcome).toBe('completed')
  })

  it('Genkit: an agent that a tool runs does not give the run its name', () => {
    const [run] = runsOf('genkit/subagent')
    expect(run?.agent).toBe('supportFlow')
    expect(run?.steps.find(({ kind }) => kind === 'agent')?.name).toBe('research')
  })

  it('Genkit: a tool that was answered for by a person who refused is the refused approval', () => {
    const [run, ...others] = runsOf('genkit/approval-rejected')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment rejected'])
    expect(run?.outcome).toBe('completed')
  })

  it('Mastra: calls that do not say their model are of the one that the span around them names', () => {
    const [run] = runsOf('mastra-laminar/abort')
    expect(run?.outcome).toBe('aborted')
    expect(run?.steps.map(({ kind, name, model }) => [kind, name, model])).toEqual([
      ['llm', 'gpt-5-mini', 'gpt-5-mini'],
      ['tool', 'get_order', null],
      ['llm', 'gpt-5-mini', 'gpt-5-mini'],
    ])
  })

  it('Claude Code: the question inside of a tool is about it, and only where a person was asked', () => {
    const [run] = runsOf('claude-code/approval-rejected')
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment rejected'])
    expect(run?.outcome).toBe('completed')
  })

  it('Claude Code: the span of the execution tells how the tool around it went', () => {
    const [run] = runsOf('claude-code/tool-retry')
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool fetch_invoice error', 'tool fetch_invoice ok'])
    expect(run?.steps.find(({ outcome }) => outcome === 'error')?.error?.class).toBe('timeout')
  })

  it('TanStack AI: a span around the calls of the model that is no agent is the run with all of them', () => {
    const [run, ...others] = runsOf('tanstack-ai/empty-retrieval')
    expect(others).toEqual([])
    expect(run?.outcome).toBe('completed')
    expect(run?.totals).toMatchObject({ modelCalls: 2, toolCalls: 1 })
  })
})
