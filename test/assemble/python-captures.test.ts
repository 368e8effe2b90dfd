import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Run } from '../../src/run/run.ts'
import { captureTraces } from '../normalize/capture-facts.ts'

/** Runs of all traces of a capture in one go. */
function runsOf(capture: string): readonly Run[] {
  return assemble({ tenant: 'default', traces: captureTraces(capture), cutFacts: 0 }, () => null).runs
}

function sequence(run: Run | undefined): readonly string[] {
  return (run?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm' && kind !== 'agent')
    .map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

describe('runs that Python instrumentations tell in their own way', () => {
  it('Agno: a run whose last model call was never closed is aborted, whatever text the run ended with', () => {
    const [run] = runsOf('agno/abort')
    expect(sequence(run)).toEqual(['tool get_order ok'])
    expect(run).toMatchObject({ outcome: 'aborted', outcomeFrom: 'last model call has no end' })
  })

  it('AutoGen: results that stand beside the message of the next model call say which calls failed', () => {
    const [run, ...others] = runsOf('autogen/tool-retry')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool fetch_invoice error', 'tool fetch_invoice ok'])
  })

  it('LangChain through OpenLLMetry: a call whose arguments are no JSON is told by what the graph handed its callbacks', () => {
    const [run] = runsOf('langchain-traceloop-python/invalid-args')
    expect(sequence(run)).toEqual(['tool update_order error'])
    expect(run?.steps.find(({ kind }) => kind === 'tool')?.error?.class).toBe('invalid_arguments')
  })

  it('OpenAI Agents through OpenTelemetry: a message printed into the text of another still calls its tools', () => {
    const [run] = runsOf('openai-agents-otel/unknown-tool')
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool send_fax error'])
    expect(run?.steps.at(-1)?.error?.class).toBe('tool_not_found')
  })

  it('OpenAI Agents through OpenTelemetry: an approved call has run once, after the approval', () => {
    const [run, ...others] = runsOf('openai-agents-otel/approval-approved')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok'])
  })

  it('OpenAI Agents through Logfire: templates for names tell what the spans are', () => {
    const [run, ...others] = runsOf('openai-agents-logfire/handoff')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['handoff transfer_to_refunds ok', 'tool get_order ok', 'tool refund_payment ok'])
    expect(run?.steps.filter(({ kind }) => kind === 'agent').map(({ name }) => name)).toEqual(['triage', 'refunds'])
  })

  it('OpenLIT: the nodes of a failed graph are no runs of their own, and a workflow is known by its name', () => {
    const [run, ...others] = runsOf('langchain-openlit/llm-fatal')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok'])
    expect(run).toMatchObject({ agent: 'support_agent', outcome: 'failed' })
    expect(run?.steps.filter(({ kind }) => kind === 'agent').map(({ name }) => name)).toEqual(['support_agent'])
  })

  it('OpenLIT: turns that are called agents, and name none, are no run that has ended', () => {
    const [run, ...others] = runsOf('openai-agents-openlit/killed')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool get_shipment ok'])
    expect(run?.incomplete).toContain('root_missing')
  })

  it('OpenLLMetry: the span of the provider’s SDK beside that of the instrumentation is the same model call', () => {
    const [run, ...others] = runsOf('anthropic-traceloop-python/success')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool get_shipment ok'])
    expect(run?.totals).toMatchObject({ modelCalls: 3, outputTokens: 60 })
    expect(run?.answer).not.toBeNull()
  })
})
