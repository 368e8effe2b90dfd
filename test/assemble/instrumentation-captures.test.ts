import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Run } from '../../src/run/run.ts'
import type { LogFact } from '../../src/span/span-fact.ts'
import { captureFacts, captureTraces } from '../normalize/capture-facts.ts'
import { messages } from './fact-builder.ts'

function runsOf(capture: string): readonly Run[] {
  return assemble({ tenant: 'default', traces: captureTraces(capture), cutFacts: 0 }, () => null).runs
}

/** The same of a capture of one trace, with its log records. */
function runsWithLogs(capture: string): readonly Run[] {
  const { spans, logs } = captureFacts(capture)
  const traces = [{ traceId: 'trace', facts: [...spans, ...logs] }]
  return assemble({ tenant: 'default', traces, cutFacts: 0 }, () => null).runs
}

function sequence(run: Run | undefined): readonly string[] {
  return (run?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm' && kind !== 'agent')
    .map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

/** What Claude Code logs of a call. */
function record(callFp: string, at: number): LogFact {
  const calls = [{ callFp, name: 'mcp_tool', arguments: { fp: 'tracking', chars: 27 }, unparsable: false }]
  return {
    type: 'log',
    spanId: null,
    timeUs: at,
    sequence: at,
    event: 'message',
    messages: messages({ calls }),
    error: null,
    evaluation: null,
    hash: `log-${at}`,
  }
}

describe('runs of the Claude Agent SDK', () => {
  it('a tool of a server in the same process has run once, under the name that the server gave it', () => {
    const [run, ...others] = runsOf('claude-agent-python/retry-storm')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', ...Array<string>(6).fill('tool sync_ledger error')])
    expect(run?.outcome).toBe('completed')
    const errors = run?.steps.filter(({ outcome }) => outcome === 'error').map(({ error }) => error?.template)
    expect(new Set(errors).size).toBe(1)
    expect(errors?.[0]).toContain('connection')
  })

  it('log records tell the arguments that the spans leave out', () => {
    const { spans } = captureFacts('claude-code/loop')
    const logs = spans.flatMap(({ kind, tool }, at) =>
      kind === 'tool' && tool?.callFp ? [record(tool.callFp, at)] : [],
    )
    const [run] = assemble(
      { tenant: 'default', traces: [{ traceId: 'trace', facts: [...spans, ...logs] }], cutFacts: 0 },
      () => null,
    ).runs
    const passed = run?.steps.flatMap((step) => (step.kind === 'tool' ? [step.arguments?.fp] : []))
    expect(passed).toEqual(Array<string>(8).fill('tracking'))
  })

  it('without them the arguments are not known', () => {
    const [run] = runsOf('claude-code/loop')
    expect(run?.steps.filter(({ kind }) => kind === 'tool').map((step) => step.arguments)).toEqual(Array(8).fill(null))
  })

  it('a person is asked before the call runs, also where the question lies inside of the call', () => {
    const [run] = runsOf('claude-code/approval-approved')
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok'])
  })
})

describe('runs that the GenAI instrumentations of OpenTelemetry tell', () => {
  it('LangChain: a call that the agent handed out, and ran when it was started again, was approved', () => {
    const [run, ...others] = runsOf('langchain-genai/approval-approved')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok'])
  })

  it('Agno: what one agent was offered does not make the tools of another one foreign', () => {
    const [run] = runsOf('agno-genai/handoff')
    const offered = run?.steps.filter(({ kind }) => kind === 'tool').map((step) => [step.name, step.offered])
    expect(offered).toEqual([
      ['delegate_task_to_member', null],
      ['get_order', true],
      ['refund_payment', true],
    ])
  })

  it('Agno: a run that finished with an error has failed', () => {
    expect(runsOf('agno-genai/llm-fatal').map(({ outcome }) => outcome)).toEqual(['failed'])
  })

  it('OpenAI Agents: a workflow without a status has failed where its last agent did', () => {
    const [run] = runsOf('openai-agents-genai/llm-fatal')
    expect(run).toMatchObject({ outcome: 'failed', outcomeFrom: 'last turn failed' })
  })

  it('OpenAI Agents: a call whose error was redacted failed over arguments that are no JSON', () => {
    const [run] = runsOf('openai-agents-genai/invalid-args')
    expect(sequence(run)).toEqual(['tool update_order error', 'tool update_order ok'])
    expect(run?.steps.find(({ kind }) => kind === 'tool')?.error?.class).toBe('invalid_arguments')
  })
})

describe('runs that ask Bedrock', () => {
  it('a result that is told twice has failed where one record of it says so', () => {
    const [run, ...others] = runsWithLogs('bedrock-otel/tool-retry')
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['tool get_order ok', 'tool fetch_invoice error', 'tool fetch_invoice ok'])
    expect(run?.steps.find(({ outcome }) => outcome === 'error')?.error?.template).toContain('did not answer')
    expect(run?.steps.find(({ name }) => name === 'get_order')?.result).not.toBeNull()
  })
})

describe('runs of AG2', () => {
  it('a yes inside of a tool approves it', () => {
    const [run] = runsOf('ag2/approval-approved')
    expect(sequence(run)).toEqual(['tool get_order ok', 'approval refund_payment ok', 'tool refund_payment ok'])
  })
})
