import { describe, expect, it } from 'vitest'
import { judgeTrace, runsPerTraceMax } from '../../src/flow/judge-trace.ts'
import type { Fact } from '../../src/span/span-fact.ts'
import { agent } from '../assemble/fact-builder.ts'

const hourMs = 3_600_000
const receivedMs = 500 * hourMs

/** What was asked while these facts were judged as one trace. */
async function questions(...facts: readonly Fact[]) {
  const asked: unknown[] = []
  const usual = async (run: object, beforeMs: number) => {
    asked.push({ ...run, beforeMs })
    return null
  }
  const trace = {
    tenant: 'default',
    traceId: 'trace',
    facts,
    continuations: [],
    cutFacts: 0,
    lastReceivedMs: receivedMs,
  }
  const judged = await judgeTrace(trace, { price: () => null, usual })
  return { asked, judged }
}

const named = (name: string, version: string | null = null) => ({ agent: { name, id: null, version } })

describe('judging a trace', () => {
  it('asks once for all runs of one agent, version and hour', async () => {
    const at = 499 * hourMs
    const { asked, judged } = await questions(
      agent('a', null, at, at + 10),
      agent('b', null, at + 20, at + 30),
      agent('c', null, at + 20, at + 40, named('other')),
      agent('d', null, at + 20, at + 50, named('other', '2')),
      agent('e', null, at + 20, at + hourMs, named('other', '2')),
    )
    expect(judged.runs).toHaveLength(5)
    expect(asked).toEqual([
      { tenant: 'default', agent: 'helper', agentVersion: null, service: 'shop', beforeMs: at },
      { tenant: 'default', agent: 'other', agentVersion: null, service: 'shop', beforeMs: at },
      { tenant: 'default', agent: 'other', agentVersion: '2', service: 'shop', beforeMs: at },
      { tenant: 'default', agent: 'other', agentVersion: '2', service: 'shop', beforeMs: at + hourMs },
    ])
  })

  it('keeps what each run counts beside what is shown of it', async () => {
    const { judged } = await questions(agent('a', null, 0, 10), agent('b', null, 20, 30))
    expect(judged.ledger.map(({ runId }) => runId)).toEqual(judged.runs.map(({ run }) => run.id))
    expect(judged.runs).toMatchObject([{ skewed: true }, { skewed: true }])
    expect(judged).toMatchObject({ noRun: null, pendingCalls: [], awaitedCalls: [] })
  })

  it('keeps the runs of a trace that began first, up to a bound, and says how many it left out', async () => {
    const facts = Array.from({ length: runsPerTraceMax + 3 }, (_, i) => agent(`r${i}`, null, i, 5_000 - i))
    const { judged } = await questions(...facts.toReversed())

    expect(judged.cutRuns).toBe(3)
    expect(judged.runs).toHaveLength(runsPerTraceMax)
    expect(judged.ledger).toHaveLength(runsPerTraceMax)
    const roots = new Set(judged.runs.map(({ run }) => run.rootSpanId))
    expect(facts.slice(runsPerTraceMax).filter((fact) => fact.type === 'span' && roots.has(fact.spanId))).toEqual([])
  })

  it('says why there is no run, and asks nothing', async () => {
    const { asked, judged } = await questions()
    expect(judged).toEqual({ ledger: [], runs: [], noRun: 'no_spans', pendingCalls: [], awaitedCalls: [], cutRuns: 0 })
    expect(asked).toEqual([])
  })
})
