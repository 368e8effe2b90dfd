import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../../src/decide/default-policy.ts'
import { decideLessons } from '../../../src/flow/decide.ts'
import { keysOf, placeOf } from '../../../src/store/redis/keys.ts'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisServer, startRedis } from '../../redis/start-redis.ts'
import { contribution, judge, noon, pattern, tenant } from '../builders.ts'

const secret = 'garbage-that-somebody-wrote'

describe.skipIf(redisMissing('values that cannot be read') !== null)('values that somebody else wrote', () => {
  let redis: RedisServer
  let store: RedisStore
  let told: string[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    await redis.command('FLUSHALL')
    told = []
    const report = (error: unknown) => told.push(String(error))
    const times = { settleMs: 0, idleMs: 0, report }
    store = await openRedisStore({ url: redis.url, durability: { kind: 'process' }, ...times })
  })
  afterEach(() => store.close())

  it('among the rows of one tenant keep no trace of another one waiting, and are not quoted', async () => {
    await judge(store, 'before', { ledger: [contribution('r0', [pattern('a')])] })
    const keys = keysOf('')
    const { partition } = placeOf('broken', 'any')
    await redis.command('LPUSH', keys.share(partition, 'broken', 'rows'), `1 ${secret}`)
    await redis.command('SADD', keys.partition(partition, 'unapplied'), 'broken')
    await store.close()
    const report = (error: unknown) => told.push(String(error))
    const times = { settleMs: 0, idleMs: 0, report }
    store = await openRedisStore({ url: redis.url, durability: { kind: 'process' }, ...times })

    await judge(store, 'after', { ledger: [contribution('r1', [pattern('a')])] })

    expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(2)
    expect(told.join()).toContain('cannot be read')
    expect(told.join()).not.toContain(secret)
  })

  it('in a candidate of one lesson keep no other lesson waiting', async () => {
    for (const signature of ['a', 'b']) {
      const risky = pattern(signature, { risks: ['run_failed'], severity: 0.9 })
      const ledger = [0, 1, 2].map((i) => contribution(`${signature}${i}`, [risky], { source: `user ${i}` }))
      await judge(store, `trace ${signature}`, { ledger })
    }
    const { patterns, candidates, runs } = store
    const failing = new Map<string, number>()
    const deps = { patterns, candidates, runs, failing, policy: defaultPolicy, nowMs: () => noon + 60_000 }
    const slot = keysOf('').tenant(tenant, 'scorecards')
    await redis.command('HSET', slot, 'lesson-a', `{"${secret}`)

    const decided = await decideLessons({ ...deps, report: (_, error) => told.push(String(error)) })

    expect(decided.map(({ lesson, outcome }) => `${lesson} ${outcome}`).toSorted()).toEqual([
      'lesson-a failed',
      'lesson-b opened',
    ])
    expect(told.join()).not.toContain(secret)
  })
})
