import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Sink } from '../../src/deliver/contract.ts'
import { fileSink } from '../../src/deliver/file-sink.ts'
import type { HttpSinkOptions } from '../../src/deliver/http-sink.ts'
import { otlpLogSink } from '../../src/deliver/otlp-log-sink.ts'
import { webhookSink } from '../../src/deliver/webhook-sink.ts'
import { type DeliverOutbox, startDelivering } from '../../src/flow/deliver.ts'
import type { Store } from '../../src/store/contract.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { stormEvidence } from '../decide/evidence.ts'
import { someCandidate, someEvent } from '../deliver/candidate.ts'
import { memoryOutbox } from '../deliver/outbox.ts'
import { answerWith, startReceiver } from '../deliver/receiver.ts'
import { patience } from '../patience.ts'
import { chunk, contribution, pattern, runRecord, span } from '../store/builders.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('delivering to endpoints', () => {
  it('lets none of them be delayed by those that hang, fail, redirect, answer without end or are not there', async () => {
    const silent = await startReceiver(() => {})
    const failing = await startReceiver(answerWith(500))
    const redirecting = await startReceiver((response) => response.writeHead(302, { location: silent.url }).end())
    const endless = await startReceiver((response) => void setInterval(() => response.write('a'), 5).unref())
    const healthy = await startReceiver()
    const collector = await startReceiver()
    const path = join(folder, 'events.ndjson')
    const events = [someEvent(1), someEvent(2), someEvent(3)]
    const outbox = memoryOutbox(events)
    const tomorrow = { scheduleMs: [86_400_000] }

    deliver(outbox, [
      ...[silent, failing, redirecting, endless].map(({ url }, index) => hook(`bad-${index}`, url, tomorrow)),
      ...[hook('absent', 'http://127.0.0.1:1/', tomorrow), hook('healthy', healthy.url), fileSink(path)],
      otlpLogSink({ endpoint: `http://127.0.0.1:${collector.port}`, allowPrivate: true }),
    ])
    await Promise.all([healthy.until(3), collector.until(3), silent.until(1), failing.until(3)])
    await vi.waitFor(() => expect(outbox.marks.get('file')).toBe(3), patience)

    expect(healthy.received.map(({ headers }) => headers['webhook-id'])).toEqual(['event-1', 'event-2', 'event-3'])
    expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(3)
    for (const bad of ['webhook:bad-0', 'webhook:bad-1', 'webhook:bad-2', 'webhook:absent'])
      expect(outbox.marks.get(bad), bad).toBeUndefined()
  })

  it('goes on with others while one event fails, and in the end sets it aside with its reason', async () => {
    const receiver = await startReceiver((response, number) => response.writeHead(number === 1 ? 500 : 200).end())
    const refused: string[] = []
    const picky = await startReceiver((response) => {
      const poison = picky.received.at(-1)?.headers['webhook-id'] === 'event-2'
      if (poison) refused.push('event-2')
      response.writeHead(poison ? 500 : 200).end()
    })
    const outbox = memoryOutbox([someEvent(1), someEvent(2), someEvent(3)])

    deliver(outbox, [hook('once', receiver.url), hook('picky', picky.url)])
    await vi.waitFor(() => expect([...outbox.marks.values()]).toEqual([3, 3]), patience)

    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      ...['event-1', 'event-2', 'event-3', 'event-2'],
    ])
    expect(refused).toHaveLength(3)
    expect(outbox.buried).toEqual([
      { sink: 'webhook:picky', tenant: 'default', sequence: 2, attempts: 3, reason: 'the endpoint answered 500' },
    ])
  })

  it('lists in the real store what an endpoint did not take, and tells it when somebody replays it', async () => {
    const store = await openEmbeddedStore({ path: join(folder, 'store.db'), settleMs: 0, idleMs: 0 })
    await openCandidate(store)
    const receiver = await startReceiver(answerWith(500, 500, 500, 200))
    const delivering = deliver(store.outbox, [hook('flaky', receiver.url)], 60_000)
    const letters = await vi.waitFor(async () => {
      const found = await store.outbox.deadLetters(stormEvidence().tenant, null, 10)
      expect(found).toHaveLength(1)
      return found
    }, patience)
    expect(letters).toMatchObject([{ sink: 'webhook:flaky', attempts: 3, reason: 'the endpoint answered 500' }])

    await store.outbox.revive(stormEvidence().tenant, 'webhook:flaky', null)
    delivering.wake()
    await receiver.until(4)
    await delivering.stop()

    expect(await store.outbox.deadLetters(stormEvidence().tenant, null, 10)).toEqual([])
    expect(await store.outbox.pending('webhook:flaky', 10)).toEqual([])
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    await store.close()
  })

  it('stops while an endpoint is silent, and the event is still pending', async () => {
    const receiver = await startReceiver(() => {})
    const outbox = memoryOutbox([someEvent(1)])
    const delivering = deliver(outbox, [hook('silent', receiver.url, { timeoutMs: 3_600_000 })])
    await receiver.until(1)

    await delivering.stop()

    expect(await outbox.pending('webhook:silent', 10)).toHaveLength(1)
    expect(outbox.buried).toEqual([])
  })
})

/** Stopping gives up after `stopMs` what is under way. */
function deliver(outbox: DeliverOutbox, sinks: readonly Sink[], stopMs = 200) {
  const delivering = startDelivering({
    ...{ outbox, sinks, holder: 'here', nowMs: Date.now, chance: () => 0, report: () => {} },
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
    limits: { idleMs: 20, stopMs },
  })
  onTestFinished(() => delivering.stop())
  return delivering
}

/** Three attempts, soon after each other. */
function hook(name: string, url: string, options: HttpSinkOptions = {}): Sink {
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  return webhookSink({ name, url, secret, allowPrivate: true }, { scheduleMs: [20, 20], timeoutMs: 60_000, ...options })
}

/** One candidate in the store, and so one event. */
async function openCandidate(store: Store): Promise<void> {
  const nowMs = someEvent().timeMs
  const { tenant, lesson } = stormEvidence()
  const storm = pattern('a'.repeat(32), { lesson })
  await store.traces.append({ chunks: [chunk('1'.repeat(32), [span('a')], { tenant })], receivedMs: nowMs })
  for (const { traceId, epoch, upTo } of await store.traces.claim({ nowMs: nowMs + 1, leaseMs: 1_000, limit: 1 }))
    await store.traces.commit({
      ...{ tenant, traceId, epoch, upTo, nowMs },
      ledger: [contribution('run', [], { countedAtMs: nowMs, patterns: [storm] })],
      runs: [runRecord('run', traceId, { tenant }, nowMs)],
      ...{ noRun: null, pendingCalls: [], awaitedCalls: [] },
    })
  const evidence = await store.patterns.evidence(tenant, lesson, 30 * 86_400_000, nowMs)
  const { scorecard, ...candidate } = someCandidate()
  const decision = { tenant, lesson, scorecard, nowMs, candidate: { ...candidate, scorecard } }
  await store.candidates.apply({ ...decision, version: evidence?.version ?? 0 })
}
