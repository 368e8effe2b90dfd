import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/assemble/assemble.ts'
import type { Run } from '../../src/run/run.ts'
import type { Fact } from '../../src/span/span-fact.ts'
import { agent, answer, call, llm, messages, model, span, text, tool } from './fact-builder.ts'

const noPrice = () => null

function runsOf(...traces: (readonly Fact[])[]): readonly Run[] {
  const named = traces.map((facts, index) => ({ traceId: `trace-${index}`, facts }))
  return assemble({ tenant: 'default', traces: named, cutFacts: 0 }, noPrice).runs
}

function sequence(run: Run | undefined): readonly string[] {
  return (run?.steps ?? [])
    .filter(({ kind }) => kind !== 'llm')
    .map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`)
}

const answered = llm('answer', 'root', 80, 90, {
  messages: messages({ output: text }),
  model: model({ finish: 'stop' }),
})

describe('roots', () => {
  it('takes the topmost agent span for the run, and leaves it out of the steps', () => {
    const [run, ...others] = runsOf([agent('root', null, 0, 100), tool('search', 'root', 10, 20), answered])
    expect(others).toEqual([])
    expect(run?.rootSpanId).toBe('root')
    expect(sequence(run)).toEqual(['tool search ok'])
    expect(run?.complete).toBe(true)
  })

  it('does not take an HTTP server span above the agent for the run', () => {
    const http = span('http', null, 0, 120, { role: 'infra', family: 'infra', spanKind: 2 })
    const [run] = runsOf([http, agent('root', 'http', 0, 100), answered])
    expect(run?.rootSpanId).toBe('root')
  })

  it('sees a nested agent as a step of the run, not as a second run', () => {
    const facts = [agent('root', null, 0, 100), agent('sub', 'root', 10, 50), tool('look', 'sub', 20, 30), answered]
    const [run, ...others] = runsOf(facts)
    expect(others).toEqual([])
    expect(sequence(run)).toEqual(['agent sub unknown', 'tool look ok'])
    expect(run?.steps.find(({ name }) => name === 'look')?.parentId).toBe('sub')
  })

  it('sees an agent in another service as a run of its own', () => {
    const remote = { service: { name: 'billing', instanceId: null, version: null, environment: null } }
    const runs = runsOf([
      agent('root', null, 0, 100),
      agent('far', 'root', 10, 50, remote),
      tool('pay', 'far', 20, 30, remote),
    ])
    expect(runs.map(({ rootSpanId }) => rootSpanId).sort()).toEqual(['far', 'root'])
    expect(sequence(runs.find(({ rootSpanId }) => rootSpanId === 'root'))).toEqual([])
  })

  it('finds several runs below one long-lived parent', () => {
    const session = span('session', null, 0, 500, { role: 'session' })
    const runs = runsOf([session, agent('one', 'session', 0, 100), agent('two', 'session', 200, 300)])
    expect(runs).toHaveLength(2)
  })

  it('puts the spans of a killed process together as one incomplete run', () => {
    const facts = [
      span('step-1', 'lost', 0, 50, { role: 'turn' }),
      llm('chat-1', 'step-1', 0, 30),
      span('step-2', 'lost', 60, 90, { role: 'turn' }),
      tool('look', 'step-2', 70, 80),
      llm('chat-2', 'step-2', 60, 70),
    ]
    const [run, ...others] = runsOf(facts)
    expect(others).toEqual([])
    expect(run?.complete).toBe(false)
    expect(run?.incomplete).toContain('root_missing')
  })

  it('does not call a run incomplete because its parent is remote', () => {
    const [run] = runsOf([agent('root', 'elsewhere', 0, 100, { remoteParent: true }), answered])
    expect(run?.complete).toBe(true)
  })

  it('takes tools without model or agent for context, and says so', () => {
    const assembly = assemble(
      { tenant: 'default', traces: [{ traceId: 't', facts: [tool('look', null, 0, 10)] }], cutFacts: 0 },
      noPrice,
    )
    expect(assembly.runs).toEqual([])
    expect(assembly.noRun).toBe('context_only')
  })

  it('takes model calls below an HTTP handler for one run without a root span', () => {
    const http = span('http', null, 0, 120, { role: 'infra', family: 'infra', spanKind: 2 })
    const [run, ...others] = runsOf([http, llm('chat-1', 'http', 0, 30), llm('chat-2', 'http', 40, 50)])
    expect(others).toEqual([])
    expect(run?.rootSpanId).toBeNull()
    expect(run?.complete).toBe(true)
  })
})

describe('tool calls', () => {
  it('infers a tool step from a call that a later input answers', () => {
    const facts = [
      agent('root', null, 0, 100),
      llm('ask', 'root', 0, 10, { messages: messages({ calls: [call('fax', 'c1')] }) }),
      llm('next', 'root', 20, 30, {
        messages: messages({ answers: [answer('c1', { outcome: 'error' })], output: text }),
      }),
    ]
    const [run] = runsOf(facts)
    expect(sequence(run)).toEqual(['tool fax error'])
    expect(run?.steps.find(({ name }) => name === 'fax')?.inferred).toBe(true)
  })

  it('ties an answer without an id to the call of the tool that it says does not exist', () => {
    const missing = { type: null, class: 'tool_not_found' as const, template: 'unknown tool' }
    const answers = [answer(null), answer(null, { name: 'fax', outcome: 'error', error: missing })]
    const [run] = runsOf([
      agent('root', null, 0, 100),
      llm('ask', 'root', 0, 10, { messages: messages({ calls: [call('fax', 'c1')] }) }),
      llm('next', 'root', 20, 30, { messages: messages({ answers }) }),
    ])
    expect(sequence(run)).toEqual(['tool fax error'])
  })

  it('merges a call with the tool span of the same call id', () => {
    const withId = { tool: { callFp: 'c1', arguments: null, result: null, type: null } }
    const facts = [
      agent('root', null, 0, 100),
      llm('ask', 'root', 0, 10, { messages: messages({ calls: [call('look', 'c1')] }) }),
      tool('look', 'root', 12, 18, withId),
      llm('next', 'root', 20, 30, { messages: messages({ answers: [answer('c1')], output: text }) }),
    ]
    expect(sequence(runsOf(facts)[0])).toEqual(['tool look ok'])
  })

  it('takes what the model was told over a span that says OK', () => {
    const facts = [
      agent('root', null, 0, 100),
      llm('ask', 'root', 0, 10, { messages: messages({ calls: [call('look', 'c1')] }) }),
      tool('look', 'root', 12, 18),
      llm('next', 'root', 20, 30, {
        messages: messages({ answers: [answer('c1', { outcome: 'error' })], output: text }),
      }),
    ]
    expect(sequence(runsOf(facts)[0])).toEqual(['tool look error'])
  })

  it('gives a tool span to the call it can belong to by time, and infers the failed one before it', () => {
    const facts = [
      agent('root', null, 0, 100),
      llm('ask-1', 'root', 0, 10, { messages: messages({ calls: [call('look', 'c1')] }) }),
      llm('ask-2', 'root', 20, 30, {
        messages: messages({ answers: [answer('c1', { outcome: 'error' })], calls: [call('look', 'c2')] }),
      }),
      tool('look', 'root', 32, 40),
      llm('end', 'root', 50, 60, { messages: messages({ answers: [answer('c2')], output: text }) }),
    ]
    expect(sequence(runsOf(facts)[0])).toEqual(['tool look error', 'tool look ok'])
  })

  it('shows a refused call as the approval that refused it, not as a tool that ran', () => {
    const facts = [
      agent('root', null, 0, 100),
      llm('ask', 'root', 0, 10, { messages: messages({ calls: [call('refund', 'c1')] }) }),
      llm('next', 'root', 20, 30, {
        messages: messages({ answers: [answer('c1', { outcome: 'rejected', approval: 'rejected' })], output: text }),
      }),
    ]
    expect(sequence(runsOf(facts)[0])).toEqual(['approval refund rejected'])
  })
})

describe('continuations', () => {
  const first = [
    agent('root-1', null, 0, 20),
    tool('look', 'root-1', 5, 8, { tool: { callFp: 'c0', arguments: null, result: null, type: null } }),
    llm('ask', 'root-1', 10, 20, { messages: messages({ calls: [call('refund', 'c1')] }) }),
  ]
  const second = [
    agent('root-2', null, 100, 140),
    tool('refund', 'root-2', 101, 110, { tool: { callFp: 'c1', arguments: null, result: null, type: null } }),
    llm('end', 'root-2', 120, 130, { messages: messages({ answers: [answer('c1')], output: text }) }),
  ]

  it('joins a run that executes a call which an earlier trace left open', () => {
    const [run, ...others] = runsOf(first, second)
    expect(others).toEqual([])
    expect(run?.traceIds).toEqual(['trace-0', 'trace-1'])
    expect(sequence(run)).toEqual(['tool look ok', 'tool refund ok'])
    expect(run?.outcome).toBe('completed')
  })

  it('keeps the id of the first part', () => {
    expect(runsOf(first, second)[0]?.id).toBe(runsOf(first)[0]?.id)
  })

  it('tells which calls are pending and which are awaited', () => {
    const pending = assemble({ tenant: 'default', traces: [{ traceId: 'a', facts: first }], cutFacts: 0 }, noPrice)
    const awaiting = assemble({ tenant: 'default', traces: [{ traceId: 'b', facts: second }], cutFacts: 0 }, noPrice)
    expect(pending.pendingCalls).toEqual(['c1'])
    expect(pending.runs[0]?.outcome).toBe('waiting')
    expect(awaiting.awaitedCalls).toEqual(['c1'])
  })
})

describe('a trace of many runs', () => {
  const runs = [30, 10, 20, 10].map((start, place) => agent(`r${place}`, null, start, 100 - start))
  const asking = llm('ask', 'r0', 31, 32, { messages: messages({ calls: [call('refund', 'c1')] }) })
  const some = (runsMax?: number) => {
    const input = { tenant: 'default', traces: [{ traceId: 't', facts: [...runs, asking] }], cutFacts: 0 }
    return assemble(runsMax === undefined ? input : { ...input, runsMax }, noPrice)
  }

  it('is put together whole where nobody bounds it', () => {
    const { runs: all, cutRuns } = some()
    expect(all).toHaveLength(4)
    expect(cutRuns).toBe(0)
    expect(some(4)).toEqual(some())
  })

  it('keeps the runs that began first, each as it is among all', () => {
    const first = some().runs.filter(({ startUs }) => startUs < 30_000)
    expect(first).toHaveLength(3)
    expect(some(3)).toMatchObject({ runs: first, cutRuns: 1 })
  })

  it('keeps the same of runs that began at the same time, in whatever order they came', () => {
    const [kept] = some(1).runs
    const traces = [{ traceId: 't', facts: runs.toReversed() }]
    const reversed = assemble({ tenant: 'default', traces, cutFacts: 0, runsMax: 1 }, noPrice)
    expect(reversed.runs).toEqual([kept])
  })

  it('tells which calls are pending in the runs that are left out too', () => {
    expect(some(1).pendingCalls).toEqual(['c1'])
  })
})

describe('duplicates', () => {
  it('counts a model call told by two instrumentations once', () => {
    const facts = [
      agent('root', null, 0, 100),
      llm('outer', 'root', 10, 50, { family: 'openllmetry' }),
      llm('inner', 'outer', 12, 49),
    ]
    const [run] = runsOf(facts)
    expect(run?.totals.modelCalls).toBe(1)
    expect(run?.totals.inputTokens).toBe(100)
  })

  it('takes the later end of two spans under one id, in either order of arrival', () => {
    const short = tool('look', 'root', 10, 20, { outcome: 'unknown', hash: 'a' })
    const long = tool('look', 'root', 10, 30, { outcome: 'error', hash: 'b' })
    const root = agent('root', null, 0, 100)
    expect(sequence(runsOf([root, short, long, answered])[0])).toEqual(['tool look error'])
    expect(sequence(runsOf([root, long, short, answered])[0])).toEqual(['tool look error'])
  })
})

describe('outcomes', () => {
  const failedTool = tool('look', 'root', 10, 20, {
    outcome: 'error',
    error: { type: null, class: 'timeout', template: 'timeout' },
  })
  const timeout = { outcome: 'error' as const, error: failedTool.error }

  it('completes a run whose root repeats the error of a tool although a model answered afterwards', () => {
    expect(runsOf([agent('root', null, 0, 100, timeout), failedTool, answered])[0]?.outcome).toBe('completed')
  })

  it('does not call a run completed that ended on a failed tool without a word of any model', () => {
    expect(runsOf([agent('root', null, 0, 100), failedTool])[0]?.outcome).toBe('unknown')
  })

  it('completes a run that answered by itself although its last model call still asked for something', () => {
    const asking = llm('ask', 'root', 0, 90, { messages: messages({ calls: [call('look', 'c1')] }) })
    const told = agent('root', null, 0, 100, { messages: messages({ output: text }) })
    expect(runsOf([told, asking])[0]?.outcome).toBe('completed')
    const same = llm('ask', 'root', 0, 90, { messages: messages({ calls: [call('look', 'c1')], output: text }) })
    expect(runsOf([told, same])[0]?.outcome).toBe('waiting')
  })

  it('does not take what a cancelled model call had said so far for an answer', () => {
    const cut = llm('cut', 'root', 0, 90, {
      messages: messages({ output: text }),
      model: model({ finish: 'cancelled' }),
    })
    const [run] = runsOf([agent('root', null, 0, 100), cut])
    expect(run?.outcome).toBe('aborted')
    expect(run?.steps.at(-1)?.answer).toBeNull()
  })

  it('fails a run whose root says so with an error of its own', () => {
    const own = { type: 'LimitError', class: 'other' as const, template: 'limit' }
    expect(runsOf([agent('root', null, 0, 100, { outcome: 'error', error: own }), answered])[0]?.outcome).toBe('failed')
  })

  it('aborts a run whose last model call ended without any sign, where the others had one', () => {
    const facts = [
      agent('root', null, 0, 100),
      llm('one', 'root', 0, 10, { model: model({ finish: 'tool_call' }) }),
      llm('two', 'root', 50, 90, { model: null }),
    ]
    expect(runsOf(facts)[0]?.outcome).toBe('aborted')
  })
})

describe('hostile trees', () => {
  it('H52 H53 takes a span that is its own parent, or two that are each other’s, for orphans', () => {
    expect(runsOf([agent('a', 'a', 0, 10), llm('x', 'a', 1, 2)])).toHaveLength(1)
    expect(runsOf([agent('a', 'b', 0, 10), agent('b', 'a', 0, 9), llm('x', 'a', 1, 2)])).toHaveLength(1)
  })

  it('H55 assembles a chain of ten thousand spans', () => {
    const facts = Array.from({ length: 10_000 }, (_, i) =>
      i === 0 ? agent('s0', null, 0, 100) : span(`s${i}`, `s${i - 1}`, 0, 100, { role: 'chain' }),
    )
    expect(runsOf([...facts, llm('end', 's9999', 1, 2)])).toHaveLength(1)
  })

  it('gives the same runs whatever the order of arrival', () => {
    const facts: Fact[] = [
      agent('root', null, 0, 100),
      llm('ask', 'root', 0, 10, { messages: messages({ calls: [call('look', 'c1')] }) }),
      tool('look', 'root', 12, 18),
      llm('next', 'root', 20, 30, { messages: messages({ answers: [answer('c1')], output: text }) }),
      span('stray', 'lost', 40, 50),
      tool('late', 'stray', 41, 45),
    ]
    const expected = JSON.stringify(runsOf(facts))
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
        expect(JSON.stringify(runsOf(shuffled))).toBe(expected)
      }),
    )
  })

  it('never throws on arbitrary parent links', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const makers = [agent, tool, llm, span]
    const facts = fc.array(
      fc
        .tuple(ids, fc.option(ids), fc.nat(50), fc.nat(50), fc.nat(3))
        .map(([id, parent, from, to, kind]) => (makers[kind] ?? span)(id, parent, from, to)),
      { maxLength: 12 },
    )
    fc.assert(fc.property(facts, (some) => runsOf(some).every((run) => run.endUs >= run.startUs)))
  })
})
