import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { ErrorFact, Fact } from '../../src/span/span-fact.ts'
import { captureFacts } from '../normalize/capture-facts.ts'
import { agent, call, llm, messages, model, span, text } from './fact-builder.ts'

function runOf(facts: readonly Fact[]) {
  const { runs } = assemble({ tenant: 'default', traces: [{ traceId: 'trace', facts }], cutFacts: 0 }, () => null)
  return runs[0]
}

function sequence(facts: readonly Fact[]): readonly string[] {
  return (runOf(facts)?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm' && kind !== 'agent')
    .map(({ kind, name, outcome, error }) => `${kind} ${name} ${outcome}${error === null ? '' : ` ${error.class}`}`)
}

function asking(more: Parameters<typeof messages>[0]) {
  return llm('ask', 'turn', 0, 10, { messages: messages({ calls: [call('fax', 'call-1')], ...more }) })
}

describe('a run that ends on a call nobody made', () => {
  const root = agent('root', null, 0, 30)
  const turn = span('turn', 'root', 0, 20)

  it('failed over a tool that was not offered to the model call which asked for it', () => {
    const facts = [root, turn, asking({ offered: ['search'] })]
    expect(sequence(facts)).toEqual(['tool fax error tool_not_found'])
    expect(runOf(facts)?.outcome).toBe('failed')
  })

  it('failed with the error of the turn around the model call, where the root says nothing', () => {
    const error: ErrorFact = { type: null, class: 'tool_not_found', template: 'tool not found' }
    const facts = [root, { ...turn, outcome: 'error' as const, error }, asking({})]
    expect(sequence(facts)).toEqual(['tool fax error tool_not_found'])
    expect(runOf(facts)?.outcome).toBe('failed')
  })

  it('waits for a call of a tool that was offered, and for one of which nothing is known', () => {
    for (const offered of [['fax', 'search'], null]) {
      const facts = [root, turn, asking({ offered })]
      expect(sequence(facts)).toEqual([])
      expect(runOf(facts)?.outcome).toBe('waiting')
    }
  })

  it('with arguments that are no JSON is a call that failed, and says nothing of how the run ended', () => {
    const broken = { ...call('fax', 'call-1'), unparsable: true }
    const facts = [root, turn, asking({ calls: [broken], offered: ['fax'] })]
    expect(sequence(facts)).toEqual(['tool fax error invalid_arguments'])
    expect(runOf(facts)?.outcome).toBe('completed')
  })

  it('is not held against a model that answered beside the call, as with tools the provider runs', () => {
    const facts = [root, turn, asking({ offered: ['search'], output: text })]
    expect(sequence(facts)).toEqual([])
  })

  it('takes no finish reason "stop" beside a tool call for an answer', () => {
    const facts = [
      root,
      turn,
      llm('ask', 'turn', 0, 10, {
        model: model({ finish: 'stop' }),
        messages: messages({ calls: [call('fax', 'call-1')], offered: ['search'] }),
      }),
    ]
    expect(runOf(facts)?.outcome).toBe('failed')
  })

  it('reads the capture of an unknown tool of the OpenAI Agents SDK for Python', () => {
    const { spans } = captureFacts('openai-agents-python/unknown-tool')
    expect(sequence(spans)).toEqual(['tool send_fax error tool_not_found'])
    expect(runOf(spans)?.outcome).toBe('failed')
  })
})

describe('a handoff span without a target', () => {
  it('is the handoff that the model asked for, and is called after it', () => {
    const { spans } = captureFacts('openai-agents-traceloop/handoff')
    expect(sequence(spans)).toEqual(['handoff transfer_to_billing ok', 'tool get_invoice ok'])
  })
})

describe('the name of a run with several agents', () => {
  it('is the graph around them, not the agent that happens to come first', () => {
    const graph = span('graph', null, 0, 50, { role: 'chain', name: 'support_graph' })
    const facts = [
      graph,
      agent('a', 'graph', 0, 20, { agent: { name: 'triage', id: null, version: null } }),
      agent('b', 'graph', 21, 40, { agent: { name: 'billing', id: null, version: null } }),
    ]
    expect(runOf(facts)?.agent).toBe('support_graph')
    expect(runOf(facts.slice(0, 2))?.agent).toBe('triage')
  })
})

describe('runs whose root ended well all the same', () => {
  const root = agent('root', null, 0, 50)
  const error: ErrorFact = { type: null, class: 'tool_not_found', template: 'tool not found' }
  const failed = span('turn', 'root', 0, 20, { outcome: 'error', error })

  it('failed with their last turn', () => {
    expect(runOf([root, failed, llm('ask', 'turn', 0, 10)])?.outcome).toBe('failed')
  })

  it('went on when another turn followed the one that failed', () => {
    const next = span('next', 'root', 21, 40)
    expect(runOf([root, failed, llm('ask', 'turn', 0, 10), next, llm('again', 'next', 22, 30)])?.outcome).toBe(
      'completed',
    )
  })

  it('wait when a part of them waits and no model was called after it', () => {
    const waiting = span('hook', 'root', 20, 25, { outcome: 'waiting' })
    const before = llm('ask', 'root', 0, 10, { model: model({ finish: 'tool_call' }) })
    expect(runOf([root, before, waiting])?.outcome).toBe('waiting')
    const answered = llm('again', 'root', 30, 40, { messages: messages({ output: text }) })
    expect(runOf([root, before, waiting, answered])?.outcome).toBe('completed')
  })
})
