import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TraceCommit } from '../../../src/store/contract.ts'
import { keysOf } from '../../../src/store/redis/keys.ts'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import {
  chunk,
  claimTrace,
  commitOf,
  contribution,
  day,
  hour,
  judge,
  noon,
  pattern,
  span,
  tenant,
} from '../builders.ts'

describe.skipIf(emptyRedisMissing('joins over partitions') !== null)('a trace that answers a call', () => {
  let redis: EmptyRedis
  let store: RedisStore
  let opened = 0
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    opened += 1
    const options = { url: redis.url, durability: { kind: 'process' }, settleMs: 15_000, idleMs: 900_000 } as const
    store = await openRedisStore({
      ...options,
      namespace: `joins-${opened}:`,
      limits: { lateWindowMs: day, continuationsPerTrace: 2 },
    })
  })
  afterEach(() => store.close())

  const issues = { ledger: [contribution('r1', [pattern('a')])], pendingCalls: ['call'] }
  const answers = { ledger: [contribution('r2', [pattern('a')])], awaitedCalls: ['call'] }
  const runs = async () => (await store.patterns.get(tenant, 'a'))?.runs ?? 0
  const append = (traceId: string, receivedMs = noon - hour) =>
    store.traces.append({ chunks: [chunk(traceId, [span(`${traceId} ${receivedMs}`)])], receivedMs })
  const commitAt = async (traceId: string, nowMs: number, more: Partial<TraceCommit>) =>
    store.traces.commit(commitOf(await claimTrace(store, traceId, nowMs), { nowMs, ...more }))
  const quarantine = async (traceId: string) => {
    await append(traceId, noon - hour + 1)
    for (let time = 0; time < 5; time += 1)
      await store.traces.fail(await claimTrace(store, traceId), 'poison', noon - hour)
    expect(await store.traces.get(tenant, traceId)).toMatchObject({ state: 'quarantined' })
  }

  it('stands alone when the trace that issued it is quarantined', async () => {
    await judge(store, 'first', issues)
    await quarantine('first')
    await append('second')
    expect(await commitAt('second', noon, answers)).toMatchObject({ kind: 'committed' })
    expect(await runs()).toBe(2)
  })

  it('stays as it is when it is quarantined itself before the call is known', async () => {
    await judge(store, 'second', answers)
    await quarantine('second')
    await judge(store, 'first', issues)
    expect(await store.traces.nextDueMs()).toBeNull()
    expect(await store.traces.get(tenant, 'second')).toMatchObject({ continues: null })
    expect(await runs()).toBe(2)
  })

  it('stands alone when the facts of the trace that issued it are gone', async () => {
    await judge(store, 'first', issues)
    await store.traces.expire(noon + day)
    await append('second', noon + day)
    expect(await commitAt('second', noon + 2 * day, answers)).toMatchObject({ kind: 'committed' })
    expect(await store.traces.nextDueMs()).toBeNull()
    expect(await runs()).toBe(2)
  })

  it('stands alone when too many continue the first already', async () => {
    await judge(store, 'first', issues)
    await judge(store, 'second', answers)
    await judge(store, 'third', { ...answers, ledger: [contribution('r3', [pattern('a')])] })
    await append('fourth')
    const own = { ...answers, ledger: [contribution('r4', [pattern('a')])] }
    expect(await commitAt('fourth', noon, own)).toMatchObject({ kind: 'committed' })
    const head = await claimTrace(store, 'first', noon + hour)
    expect(head.continuations.map((next) => next.traceId)).toEqual(['second', 'third'])
    expect(await runs()).toBe(2)
  })

  it('is judged by itself when it comes again after the first was forgotten', async () => {
    await judge(store, 'first', issues)
    await judge(store, 'second', answers)
    await commitAt('first', noon, issues)
    await store.traces.expire(noon + 8 * day)
    await store.traces.expire(noon + 8 * day)
    expect(await store.traces.get(tenant, 'first')).toBeNull()
    await append('second', noon + 8 * day)
    expect(await commitAt('second', noon + 9 * day, answers)).toMatchObject({ kind: 'committed' })
    expect(await store.traces.get(tenant, 'second')).toMatchObject({ continues: null })
  })

  it('leaves nothing behind in the tenant’s slot once all is forgotten', async () => {
    await judge(store, 'first', issues)
    await judge(store, 'second', answers)
    await commitAt('first', noon, issues)
    expect((await slot()).length).toBeGreaterThan(0)
    await store.traces.expire(noon + 8 * day)
    await store.traces.expire(noon + 8 * day)
    expect(await store.traces.counts(tenant)).toMatchObject({ open: 0, settled: 0, facts: 0 })
    expect(await slot()).toEqual([])
  })

  /** Calls, and what is known of each trace's joins. */
  const slot = async () => {
    const client = new Redis(redis.url)
    const keys = keysOf(`joins-${opened}:`)
    const calls = await client.hkeys(keys.tenant(tenant, 'calls'))
    const joins = await client.hkeys(keys.tenant(tenant, 'joins'))
    client.disconnect()
    return [...calls, ...joins.filter((field) => field.includes(':'))]
  }

  it('is found by any of a thousand calls', async () => {
    const pendingCalls = Array.from({ length: 1200 }, (_, i) => `call ${i}`)
    await judge(store, 'first', { ...issues, pendingCalls })
    await append('second')
    expect(await commitAt('second', noon, { awaitedCalls: ['call 999'] })).toEqual({
      kind: 'continuation',
      of: 'first',
    })
    await append('third')
    expect(await commitAt('third', noon, { awaitedCalls: ['call 1100'] })).toMatchObject({ kind: 'committed' })
  })
})
