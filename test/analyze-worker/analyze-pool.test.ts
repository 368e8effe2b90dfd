import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type AnalyzePool,
  type AnalyzePoolOptions,
  createAnalyzePool,
  isLarge,
  poolFactsMin,
} from '../../src/analyze-worker/analyze-pool.ts'
import type { TraceToJudge } from '../../src/flow/judge-trace.ts'
import { measureNames } from '../../src/run/baseline.ts'
import { StoreUnavailable } from '../../src/store/contract.ts'
import { patience } from '../patience.ts'
import { worstShapes, worstTrace } from './large-traces.ts'
import { captures, judgedHere, noUsual, traceOf } from './traces.ts'

const pools: AnalyzePool[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const pool of pools.splice(0)) await pool.close()
})

function open(options: Partial<AnalyzePoolOptions> = {}): AnalyzePool {
  const pool = createAnalyzePool({ size: 1, prices: [], usual: noUsual, ...options })
  pools.push(pool)
  return pool
}

const retries = traceOf('vercel-ai-5/tool-retry')
/** Facts of no shape that the store would ever hand out. */
const poison: TraceToJudge = { ...retries, facts: [null as never] }

const quantiles = { count: 100, p10: 0, p50: 0, p90: 0, p99: 0 }
/** Next to nothing is usual, so that whatever a run took is far too much. */
const thrifty = { runs: 100, ...Object.fromEntries(measureNames.map((name) => [name, quantiles])) } as never

/** A store that never answers, and when it was asked. */
function silentStore() {
  const asked = Promise.withResolvers<void>()
  const usual = () => {
    asked.resolve()
    return new Promise<null>(() => {})
  }
  return { usual, asked: asked.promise }
}

describe('the analysis pool', () => {
  it.each([1, 7, 250])('answers what the main thread answers, byte for byte, in pages of %i', async (pageItems) => {
    const { judge } = open({ pageItems })
    for (const trace of [...captures.map((name) => traceOf(name)), traceOf(captures[0], captures)]) {
      const expected = await judgedHere(trace)
      expect(expected.runs.length).toBeGreaterThan(0)
      expect(JSON.stringify(await judge(trace))).toBe(JSON.stringify(expected))
    }
  })

  it('keeps traces apart that come at once, on one thread and on two', async () => {
    const traces = captures.map((name) => traceOf(name))
    const expected = await Promise.all(traces.map((trace) => judgedHere(trace)))
    for (const size of [1, 2]) {
      const { judge } = open({ size })
      expect(await Promise.all(traces.map(judge))).toEqual(expected)
    }
  })

  it('asks what is usual, and judges by the answer', async () => {
    const asked: unknown[] = []
    const { judge } = open({
      usual: async (run, beforeMs) => {
        asked.push({ ...run, beforeMs })
        return thrifty
      },
    })
    const judged = await judge(retries)
    expect(judged).toEqual(await judgedHere(retries, async () => thrifty))
    expect(judged).not.toEqual(await judgedHere(retries))
    const [run] = judged.runs.map(({ run }) => run)
    expect(asked).toMatchObject([{ tenant: 'default', agent: run?.agent, service: run?.service }])
    expect(asked).toMatchObject([{ beforeMs: expect.any(Number), agentVersion: run?.agentVersion }])
  })

  it('counts at the prices of the operator', async () => {
    const { judge } = open({ prices: [{ model: '*', inputPerMillion: 1_000_000, outputPerMillion: 0 }] })
    const [judged] = (await judge(retries)).runs
    expect(judged?.run.totals.inputTokens).toBeGreaterThan(0)
    expect(judged?.run.totals.costUsd).toBe(judged?.run.totals.inputTokens)
  })

  it('names what judging threw, without its words, and judges the next trace', async () => {
    const { judge } = open()
    const thrown = await judgedHere(poison).catch((error) => error)
    const told = await judge(poison).catch((error) => error)
    expect(told).toBeInstanceOf(Error)
    expect(told.name).toBe(thrown.name)
    expect(told.stack).toContain('src/assemble/')
    expect(told.stack).not.toContain(thrown.message)
    expect(await judge(retries)).toEqual(await judgedHere(retries))
  })

  it('gives up on a trace that takes too long, and judges the others meanwhile and afterwards', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const silent = silentStore()
    const { judge } = open({
      size: 2,
      usual: (run, beforeMs) => (run.tenant === 'slow' ? silent.usual() : noUsual(run, beforeMs)),
    })
    const slow = judge({ ...retries, tenant: 'slow' }).catch((error) => error)
    await silent.asked
    expect(await judge(retries)).toEqual(await judgedHere(retries))
    vi.advanceTimersByTime(20_000)
    expect(await slow).toMatchObject({ name: 'JudgingTimeout', message: 'judging the trace took longer than 20000 ms' })
    expect(await Promise.all([judge(retries), judge(retries)])).toHaveLength(2)
  })

  it('passes on that the store is not available, so that it is seen for what it is', async () => {
    const trouble = new StoreUnavailable('the disk is full')
    const { judge } = open({ usual: () => Promise.reject(trouble) })
    await expect(judge(retries)).rejects.toBe(trouble)
  })

  it('rejects everything that waits when it is closed, and takes no more', async () => {
    const silent = silentStore()
    const pool = open({ usual: silent.usual })
    const asked = [retries, retries, retries].map((trace) => pool.judge(trace).catch((error) => error))
    await silent.asked
    await pool.close()
    for (const answer of await Promise.all(asked)) expect(answer).toBeInstanceOf(Error)
    await expect(pool.judge(retries)).rejects.toThrow('stopping')
  })
})

describe('the memory of an analysis thread', () => {
  it.each(Object.keys(worstShapes))('is enough for the largest trace: %s', async (shape) => {
    const trace = worstTrace(shape)
    expect(trace.facts).toHaveLength(10_000)
    const { judge } = open({ traceMs: 120_000 })
    expect((await judge(trace)).runs.length).toBeGreaterThan(0)
  })

  it('is given back after a while without work, and the next trace is judged on a new thread', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate')
    const { judge } = open({ idleMs: 5 })
    const judged = await judge(retries)
    await vi.waitFor(() => expect(ended).toHaveBeenCalled(), patience)
    expect(await judge(retries)).toEqual(judged)
    ended.mockRestore()
  })
})

describe('a large trace', () => {
  it('is one whose facts, with those that continue it, reach the bound', () => {
    const [fact] = retries.facts
    const trace = (own: number, others: readonly number[]): TraceToJudge => {
      const facts = (count: number) => Array.from({ length: count }, () => fact as NonNullable<typeof fact>)
      const continuations = others.map((count) => ({ traceId: '1', facts: facts(count), upTo: 1 }))
      return { ...retries, facts: facts(own), continuations }
    }
    expect(isLarge(trace(poolFactsMin, []))).toBe(true)
    expect(isLarge(trace(1, [poolFactsMin - 3, 1]))).toBe(false)
    expect(isLarge(trace(1, [poolFactsMin - 3, 2]))).toBe(true)
  })
})
