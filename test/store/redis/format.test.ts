import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keysOf, placeOf } from '../../../src/store/redis/keys.ts'
import { fixedMarkers } from '../../../src/store/redis/markers.ts'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisServer, startRedis } from '../../redis/start-redis.ts'
import {
  chunk,
  claimTrace,
  commitOf,
  contribution,
  hour,
  judge,
  noon,
  openCandidate,
  pattern,
  runRecord,
  span,
  tenant,
} from '../builders.ts'

const keys = keysOf('')
const place = placeOf(tenant, 't1')

describe.skipIf(redisMissing('formats of the store in Redis') !== null)('a store in Redis', () => {
  let redis: RedisServer
  const stores: RedisStore[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(() => redis.command('FLUSHALL'))
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
  })

  const open = async () => {
    const options = { url: redis.url, durability: { kind: 'process' }, settleMs: 15_000, idleMs: 900_000 } as const
    const store = await openRedisStore(options)
    stores.push(store)
    return store
  }
  const closeAll = async () => {
    for (const store of stores.splice(0)) await store.close()
  }
  const ledger = [contribution('r1', [pattern('a')])]
  /** Every key with what it has. */
  const everything = async () => {
    const found = await redis.command('KEYS', '*')
    const names = Array.isArray(found) ? found.map(String).sort() : []
    return Promise.all(names.map(async (name) => [name, await redis.command('DEBUG', 'DIGEST-VALUE', name)]))
  }

  it('that was made before slots had marks is marked, and goes on where it was', async () => {
    const before = await open()
    await judge(before, 't1', { ledger, runs: [runRecord('r1', 't1')] })
    const { id } = await openCandidate(before, 'b')
    await before.traces.append({ chunks: [chunk('t2', [span('x')])], receivedMs: noon - hour })
    const counts = await before.traces.counts(null)
    await closeAll()
    const tenantMarker = keys.marker(keys.tenant(tenant, 'meta'))
    const younger = Array.from({ length: 128 }, (_, partition) => keys.partition(partition, 'acked'))
    await redis.command('DEL', ...fixedMarkers(keys), tenantMarker, ...younger)
    await redis.command('HDEL', keys.registry('store'), 'marked')

    const after = await open()
    expect(after.fingerprintKey).toBe(before.fingerprintKey)
    expect(await after.traces.counts(null)).toEqual(counts)
    expect((await after.runs.get(tenant, 'r1'))?.run.id).toBe('r1')
    expect(await after.candidates.get(tenant, id)).toMatchObject({ state: 'open' })
    await judge(after, 't2', { ledger: [contribution('r2', [pattern('a')])] })
    expect((await after.patterns.get(tenant, 'a'))?.runs).toBe(2)
    await judge(after, 't1', { ledger: [] })
    expect((await after.patterns.get(tenant, 'a'))?.runs).toBe(1)
    expect(await redis.command('EXISTS', ...fixedMarkers(keys), tenantMarker)).toBe(130)
  })

  it('has values that were written before long ones were deflated, and reads them', async () => {
    const store = await open()
    await judge(store, 't1', { ledger })
    const text = JSON.stringify({ runs: ledger, fed: [], entries: [] })
    await redis.command('HSET', keys.ledger(place), 'body', `1${text}${' '.repeat(2000)}`)
    await judge(store, 't1', { ledger: [] })
    expect(await store.patterns.get(tenant, 'a')).toBeNull()
  })

  it('has a value of a later version: it is refused by name, and left as it was', async () => {
    const store = await open()
    await judge(store, 't1', { ledger })
    await redis.command('HSET', keys.ledger(place), 'body', '9later')
    await store.traces.append({ chunks: [chunk('t1', [span('more')])], receivedMs: noon - hour })
    const claim = await claimTrace(store, 't1')
    const before = await everything()
    await expect(store.traces.commit(commitOf(claim, { ledger: [] }))).rejects.toThrow(
      'expected format 1 or 2, saw "9"',
    )
    expect(await everything()).toEqual(before)
  })

  it('has rows of a later version: they are left to those who know it, and so is what comes after them', async () => {
    const store = await open()
    const tallies = keys.share(place.partition, tenant, 'tallies')
    const rows = keys.share(place.partition, tenant, 'rows')
    await judge(store, 't1', { ledger })
    await redis.command('RPUSH', rows, '2 {"format":2,"traceId":"t9","else":[]}')
    await redis.command('HSET', tallies, 'row', '2')
    await redis.command('SADD', keys.partition(place.partition, 'unapplied'), tenant)
    const next = await open()
    await expect(next.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 1 })).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: 'rows of format 2 wait in the store; this version knows format 1',
    })
    expect(await redis.command('LRANGE', rows, '0', '-1')).toEqual(['2 {"format":2,"traceId":"t9","else":[]}'])
    expect((await next.patterns.get(tenant, 'a'))?.runs).toBe(1)
  })

  it('that is of a later version is refused, and nothing in it is changed', async () => {
    await judge(await open(), 't1', { ledger })
    await closeAll()
    await redis.command('HSET', keys.registry('store'), 'format', '2')
    const before = await everything()
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'newer_format' })
    expect(await everything()).toEqual(before)
  })

  it('that became one of a later version while it was open takes nothing more from this one', async () => {
    const store = await open()
    await redis.command('HSET', keys.registry('store'), 'format', '2')
    await expect
      .poll(() => store.health())
      .toMatchObject({
        ok: false,
        reason: 'the store in Redis has format 2; this version knows formats up to 1',
      })
    const more = { chunks: [chunk('t1', [span('x')])], receivedMs: noon }
    await expect(store.traces.append(more)).rejects.toThrow('format 2')
  })
})
