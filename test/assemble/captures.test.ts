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
