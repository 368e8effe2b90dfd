import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { placeOf } from '../../../src/store/redis/keys.ts'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisServer, startRedis } from '../../redis/start-redis.ts'
import { chunk, claimTrace, commitOf, contribution, hour, noon, pattern, span, tenant } from '../builders.ts'

/** Three traces of one partition. */
const [first = '', second = '', third = ''] = Array.from({ length: 2000 }, (_, i) => `trace-${i}`).filter(
  (id) => placeOf(tenant, id).partition === 7,
)

/** As after a failover in a cluster: a partition has lost its last writes, the slot of the tenant has not. */
describe.skipIf(redisMissing('a partition that fell back') !== null)('a partition that lost its last writes', () => {
  let redis: RedisServer
  let store: RedisStore
  let laterMs = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    await redis.command('FLUSHALL')
    store = await openRedisStore({
      ...{ url: redis.url, durability: { kind: 'process' }, settleMs: 15_000, idleMs: 900_000 },
    })
    const chunks = [first, second, third].map((id) => chunk(id, [span(id)]))
    await store.traces.append({ chunks, receivedMs: noon - hour })
  })
  afterEach(() => store.close())

  const copy = async (from: string, to: string) => {
    const keys = await redis.command('KEYS', `${from}{p7}:*`)
    for (const key of Array.isArray(keys) ? keys.map(String) : [])
      await redis.command('COPY', key, `${to}${key.slice(from.length)}`, 'REPLACE')
  }
  const remember = () => copy('', 'old:')
  const fallBack = async () => {
    const keys = await redis.command('KEYS', '{p7}:*')
    for (const key of Array.isArray(keys) ? keys.map(String) : []) await redis.command('DEL', key)
    await copy('old:', '')
  }
  const commit = async (traceId: string, more = {}) => {
    const ledger = [contribution(`run of ${traceId}`, [pattern(traceId), pattern('all')])]
    // All that is due is claimed: those before have run out.
    laterMs += 31_000
    const claim = await claimTrace(store, traceId, noon + laterMs)
    return store.traces.commit(commitOf(claim, { ledger, ...more }))
  }
  const runs = async (signature: string) => (await store.patterns.get(tenant, signature))?.runs ?? 0

  it('is noticed with the next append of whoever was told that its chunks are kept, and counted once', async () => {
    const append = (traceId: string, spanId: string) =>
      store.traces.append({ chunks: [chunk(traceId, [span(spanId)])], receivedMs: noon - hour })
    await append(first, 'before')
    await remember()
    await append(first, 'lost')
    await append(second, 'lost too')
    await fallBack()
    await append(first, 'after')
    await append(second, 'after')
    expect(await store.traces.counts(tenant)).toMatchObject({ lostRows: 2, facts: 6 })
    expect(await store.traces.counts(null)).toMatchObject({ lostRows: 2 })
  })

  it('counts nothing as lost for a replica that was told nothing, nor when a chunk is sent again', async () => {
    const again = { chunks: [chunk(first, [span('again')])], receivedMs: noon - hour }
    await remember()
    await fallBack()
    await store.traces.append(again)
    await store.traces.append(again)
    const other = await openRedisStore({
      ...{ url: redis.url, durability: { kind: 'process' }, settleMs: 15_000, idleMs: 900_000 },
    })
    await other.traces.append({ chunks: [chunk(second, [span('other')])], receivedMs: noon - hour })
    expect(await other.traces.counts(null)).toMatchObject({ lostRows: 0 })
    await other.close()
  })

  it('remembers what it told a bounded number of processes, and takes none that it forgot for one that lost something', async () => {
    await store.traces.append({ chunks: [chunk(first, [span('x')])], receivedMs: noon - hour })
    const others = Array.from({ length: 120 }, (_, i) => [`other-${i}`, `1,${noon + i}`]).flat()
    await redis.command('HSET', '{p7}:acked', ...others)
    await redis.command('HDEL', '{p7}:acked', ...others.filter((_, i) => i % 2 === 0).slice(0, 20))
    const own = (await redis.command('HKEYS', '{p7}:acked')) as readonly string[]
    await redis.command('HDEL', '{p7}:acked', ...own.filter((name) => !name.startsWith('other-')))
    await store.traces.append({ chunks: [chunk(first, [span('y')])], receivedMs: noon - hour })
    expect(await redis.command('HLEN', '{p7}:acked')).toBe(100)
    expect(await store.traces.counts(null)).toMatchObject({ lostRows: 0 })
  })

  it('is noticed when other runs come under the number of the row that was lost, and they are counted', async () => {
    await remember()
    await commit(first)
    await fallBack()
    await commit(second)
    expect(await Promise.all([first, second, 'all'].map(runs))).toEqual([1, 1, 2])
    expect(await store.traces.counts(tenant)).toMatchObject({ lostRows: 1 })
    expect(await store.traces.counts(null)).toMatchObject({ lostRows: 1 })
  })

  it('is noticed when more rows were lost than came since', async () => {
    await remember()
    await commit(first)
    await commit(second)
    await fallBack()
    await commit(third)
    expect(await Promise.all([first, second, third, 'all'].map(runs))).toEqual([1, 1, 1, 3])
    expect((await store.traces.counts(tenant)).lostRows).toBeGreaterThanOrEqual(1)
  })

  it('counts runs once that are judged again because their commits were lost', async () => {
    await remember()
    await commit(first)
    await commit(second)
    await fallBack()
    await commit(second)
    await commit(third)
    await commit(first)
    expect(await Promise.all([first, second, third, 'all'].map(runs))).toEqual([1, 1, 1, 3])
  })

  it('has lost nothing when the same commit comes again, also at another time', async () => {
    await remember()
    await commit(first)
    await fallBack()
    await commit(first, { nowMs: noon + hour })
    await commit(second)
    expect(await Promise.all([first, second, 'all'].map(runs))).toEqual([1, 1, 2])
    expect(await store.traces.counts(tenant)).toMatchObject({ lostRows: 0 })
  })
})
