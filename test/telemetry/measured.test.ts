import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SendAnswer, Sink } from '../../src/deliver/contract.ts'
import { type Store, StoreUnavailable, type TraceStore } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { measuredSink } from '../../src/telemetry/measured-sink.ts'
import { measuredTraces } from '../../src/telemetry/measured-store.ts'
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts'
import { watchProcess } from '../../src/telemetry/watch-process.ts'
import { watchStore } from '../../src/telemetry/watch-store.ts'
import { someEvent } from '../deliver/candidate.ts'
import { patience } from '../patience.ts'
import { chunk, commitOf, noon, runRecord, span, tenant } from '../store/builders.ts'
import { samplesOf } from './samples.ts'

let store: Store
let metrics: Metrics
let nowMs: number
const sample = (name: string) => samplesOf(metrics.metricsText()).get(`promontory_${name}`)

beforeEach(async () => {
  store = await openEmbeddedStore({ path: ':memory:', settleMs: 0, idleMs: 0 })
  metrics = createMetrics({ signals: ['tool_error'], sinks: ['file'] })
  nowMs = 0
})
afterEach(() => store.close())

/** A clock on which every call takes 30 ms. */
const slowClock = () => {
  nowMs += 15
  return nowMs * 2
}

describe('a measured store', () => {
  it('does what the store does, and counts the facts that it kept', async () => {
    const traces = measuredTraces(store.traces, metrics, slowClock)
    const chunks = [chunk('a'.repeat(32), [span('01'), span('02')]), chunk('b'.repeat(32), [span('03')])]
    expect(await traces.append({ chunks, receivedMs: noon })).toEqual({ cut: 0, late: 0, opened: 2 })
    expect(await traces.counts(null)).toMatchObject({ facts: 3, open: 2 })
    expect(sample('processor_incoming_items_total')).toBe(3)
    expect(sample('processor_outgoing_items_total')).toBe(3)
    expect(sample('store_call_duration_seconds_bucket{verb="append",le="0.025"}')).toBe(0)
    expect(sample('store_call_duration_seconds_bucket{verb="append",le="0.05"}')).toBe(1)
  })

  it('counts what became of judging a trace, and its runs and findings only when they were committed', async () => {
    const traces = measuredTraces(store.traces, metrics, slowClock)
    await traces.append({ chunks: [chunk('a'.repeat(32), [span('01')])], receivedMs: noon })
    const [claim] = await traces.claim({ nowMs: noon, leaseMs: 1000, limit: 1 })
    if (claim === undefined) throw new Error('expected a trace that is due')
    const records = [runRecord('run', claim.traceId, { outcome: 'failed', complete: false })]
    await traces.commit(commitOf(claim, { runs: records, epoch: claim.epoch - 1 }))
    await traces.commit(commitOf(claim, { runs: records }))
    await traces.fail({ tenant, traceId: claim.traceId, epoch: claim.epoch }, 'Error', noon)
    for (const answer of ['stale', 'committed', 'failed'])
      expect(sample(`settle_traces_total{answer="${answer}"}`)).toBe(1)
    expect(sample('settle_runs_total{outcome="failed",complete="false"}')).toBe(1)
  })

  it('counts a store that is not available, times it all the same, and lets the error through', async () => {
    const append = async () => {
      throw new StoreUnavailable('full')
    }
    const traces = measuredTraces({ ...store.traces, append }, metrics, slowClock)
    await expect(traces.append({ chunks: [], receivedMs: noon })).rejects.toThrow(StoreUnavailable)
    expect(sample('store_unavailable_total{verb="append"}')).toBe(1)
    expect(sample('store_call_duration_seconds_count{verb="append"}')).toBe(1)
    expect(sample('processor_incoming_items_total')).toBe(0)
  })
})

describe('a measured sink', () => {
  const answering = (answer: SendAnswer | Error): Sink => ({
    name: 'file',
    send: async () => {
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  const events = [someEvent(1), someEvent(2), someEvent(3)]

  it('counts what it has, what comes again and what it gave up on', async () => {
    const partly: SendAnswer = {
      kind: 'partly',
      waiting: [{ event: { tenant, sequence: 1 }, afterMs: 5 }],
      buried: [{ event: { tenant, sequence: 2 }, attempts: 1, reason: 'gone', diedMs: 0 }],
    }
    for (const answer of ['sent', 'retry', partly] as const) {
      expect(await measuredSink(answering(answer), metrics).send(events)).toEqual(answer)
    }
    await expect(measuredSink(answering(new Error('broken')), metrics).send(events)).rejects.toThrow('broken')
    const of = (what: string) => sample(`exporter_${what}_events_total{exporter="file"}`)
    expect([of('sent'), of('send_failed'), of('buried')]).toEqual([4, 7, 1])
  })

  it('closes what can be closed', async () => {
    const close = vi.fn(async () => {})
    await measuredSink({ ...answering('sent'), close }, metrics).close?.()
    expect(close).toHaveBeenCalledOnce()
    expect(measuredSink(answering('sent'), metrics).close).toBeUndefined()
  })
})

describe('what is watched', () => {
  it('of the store are its traces by state, facts and runs, also after it could not answer', async () => {
    await store.traces.append({ chunks: [chunk('a'.repeat(32), [span('01')])], receivedMs: noon })
    let fails = true
    const counts: TraceStore['counts'] = async () => {
      if (fails) throw new StoreUnavailable('busy')
      return store.traces.counts(null)
    }
    const watch = watchStore({ counts }, metrics, 5)
    await vi.waitFor(() => {
      fails = !fails
      expect(sample('store_traces{state="open"}')).toBe(1)
    }, patience)
    watch.stop()
    expect([sample('store_facts'), sample('store_runs'), sample('store_traces{state="quarantined"}')]).toEqual([
      1, 0, 0,
    ])
  })

  it('of the process are memory and lag, for the gates and as metrics', () => {
    const watch = watchProcess(metrics)
    expect(watch.pressure().usedBytes).toBeGreaterThan(10_000_000)
    expect(watch.pressure().heapShare).toBeGreaterThan(0)
    expect(watch.pressure().loopLagMs).toBe(0)
    expect(sample('process_memory_rss_bytes')).toBeGreaterThan(watch.pressure().usedBytes)
    expect(sample('process_uptime_seconds')).toBeGreaterThan(0)
    expect(sample('process_cpu_seconds_total')).toBeGreaterThan(0)
    watch.stop()
  })
})
