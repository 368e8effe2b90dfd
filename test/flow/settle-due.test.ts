import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { judgeTrace, type TraceToJudge } from '../../src/flow/judge-trace.ts'
import { type SettleDueDeps, settleDue } from '../../src/flow/settle-due.ts'
import { createSideLane } from '../../src/flow/side-lane.ts'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { agent, tool } from '../assemble/fact-builder.ts'

const tenant = 'default'
const nowMs = 1_790_000_000_000

let store: Store
beforeEach(async () => {
  store = await openEmbeddedStore({ path: ':memory:', settleMs: 0, idleMs: 0 })
})
afterEach(() => store.close())

/** A run with so many tool calls. */
async function receive(traceId: string, calls: number): Promise<void> {
  const root = agent('root', null, nowMs - 2_000, nowMs)
  const tools = Array.from({ length: calls }, (_, index) => tool(`t${index}`, 'root', nowMs - 1_999 + index, nowMs - 1))
  const chunk = { tenant, traceId, facts: [root, ...tools], rootEnded: true, agentic: true }
  await store.traces.append({ chunks: [chunk], receivedMs: nowMs })
}

const judge = (trace: TraceToJudge) => judgeTrace(trace, { price: () => null, usual: async () => null })

function deps(judgeLarge: SettleDueDeps['judge'], reported: unknown[] = []) {
  const lane = createSideLane(1)
  const isLarge = ({ facts }: TraceToJudge) => facts.length > 5
  return {
    ...{
      traces: store.traces,
      judge,
      aside: { isLarge, judge: judgeLarge, lane },
      leaseMs: 30_000,
      limit: 50,
      width: 1,
    },
    ...{ nowMs: () => nowMs, report: (_: string, error: unknown) => reported.push(error) },
  }
}

async function stateOf(traceId: string) {
  return (await store.traces.get(tenant, traceId))?.state
}

describe('settling what is due', () => {
  it('goes on while a large trace is judged, and commits it when it is', async () => {
    const gate = Promise.withResolvers<void>()
    const all = deps((trace) => gate.promise.then(() => judge(trace)))
    await receive('large', 9)
    await receive('small', 1)
    expect(await settleDue(nowMs, all)).toBe(1)
    await receive('next', 1)
    expect(await settleDue(nowMs, all)).toBe(1)
    expect(await Promise.all(['small', 'next', 'large'].map(stateOf))).toEqual(['settled', 'settled', 'open'])
    gate.resolve()
    await all.aside.lane.idle()
    expect(await stateOf('large')).toBe('settled')
  })

  it('gives a large trace up after five tries, a while apart, and the others are as if nothing was', async () => {
    const reported: unknown[] = []
    const trouble = Object.assign(new Error('whatever'), { name: 'JudgingTimeout' })
    const all = deps(() => Promise.reject(trouble), reported)
    await receive('large', 9)
    await receive('small', 1)
    expect(await settleDue(nowMs, all)).toBe(1)
    await all.aside.lane.idle()
    expect(reported).toEqual([trouble])
    for (let round = 0; round < 4; round += 1) {
      expect(await settleDue(nowMs + 60_000, all)).toBe(0)
      await all.aside.lane.idle()
    }
    expect(reported).toEqual(Array(5).fill(trouble))
    expect(await store.traces.get(tenant, 'large')).toMatchObject({ state: 'quarantined', failure: 'JudgingTimeout' })
    expect(await stateOf('small')).toBe('settled')
  })

  it('judges large traces in their turn where there is nothing beside it', async () => {
    const { aside: _, ...inOrder } = deps(judge)
    await receive('large', 9)
    await receive('small', 1)
    expect(await settleDue(nowMs, inOrder)).toBe(2)
    expect(await stateOf('large')).toBe('settled')
  })
})
