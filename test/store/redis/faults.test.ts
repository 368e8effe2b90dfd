import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keysOf, placeOf } from '../../../src/store/redis/keys.ts'
import { openRedisStore, openRedisStorePatiently, type RedisStore } from '../../../src/store/redis/open.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisServer, startRedis, startRedisWithReplica } from '../../redis/start-redis.ts'
import { chunk, claimTrace, commitOf, contribution, hour, noon, pattern, span, tenant } from '../builders.ts'
import { persist } from './chain.ts'

const unavailable = { name: 'StoreUnavailable' }

describe.skipIf(redisMissing('faults of Redis') !== null)('the Redis store', () => {
  let redis: RedisServer
  const stores: RedisStore[] = []
  beforeEach(async () => {
    redis = await startRedis()
  })
  afterEach(async () => {
    redis.wake()
    for (const store of stores.splice(0)) await store.close()
    await redis.stop()
  })

  const open = async (more: Partial<Parameters<typeof openRedisStore>[0]> = {}) => {
    const store = await openRedisStore({
      url: redis.url,
      durability: { kind: 'process' },
      settleMs: 15_000,
      idleMs: 900_000,
      ...more,
    })
    stores.push(store)
    return store
  }
  const append = (store: RedisStore, traceId: string, receivedMs = noon - hour) =>
    store.traces.append({ chunks: [chunk(traceId, [span(`span of ${traceId}`)])], receivedMs })
  const config = (name: string, value: string) => redis.command('CONFIG', 'SET', name, value)
  const reason = async (store: RedisStore) => {
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const health = await store.health()
    return health.ok ? '' : health.reason
  }

  it('refuses while Redis is away, and has all it acknowledged when it is back', async () => {
    const store = await open()
    await append(store, 't1')
    await redis.kill('SIGKILL')
    await expect(append(store, 't2')).rejects.toMatchObject(unavailable)
    expect(await store.health()).toMatchObject({ ok: false })
    await redis.start()
    await persist(() => append(store, 't3'))
    expect((await store.traces.get(tenant, 't1'))?.spans).toBe(1)
    expect((await store.traces.get(tenant, 't3'))?.spans).toBe(1)
  })

  it('refuses when Redis does not answer in time, and may be asked again without counting twice', async () => {
    const store = await open()
    await append(store, 't1')
    const claim = await claimTrace(store, 't1')
    const commit = commitOf(claim, { ledger: [contribution('r1', [pattern('a')])] })
    redis.freeze()
    await expect(store.traces.commit(commit)).rejects.toMatchObject(unavailable)
    redis.wake()
    expect(await persist(() => store.traces.commit(commit))).toEqual({ kind: 'committed', lessons: ['lesson-a'] })
    expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(1)
  })

  it('counts what it appended once, though the answer was lost', async () => {
    const store = await open()
    redis.freeze()
    await expect(append(store, 't1')).rejects.toMatchObject(unavailable)
    redis.wake()
    await persist(() => append(store, 't1'))
    expect(await store.traces.counts(tenant)).toMatchObject({ open: 1, facts: 1 })
  })

  it('refuses when memory runs out, and goes on when there is room', async () => {
    const store = await open()
    await append(store, 't1')
    await config('maxmemory', '1')
    await expect(append(store, 't2')).rejects.toMatchObject(unavailable)
    await config('maxmemory', '0')
    await persist(() => append(store, 't3'))
    expect(await store.traces.get(tenant, 't2')).toBeNull()
  })

  it('accepts nothing more when most of the memory is in use, and still judges what it has', async () => {
    const store = await open()
    await append(store, 't1')
    const used = Number((await redis.info('memory')).get('used_memory'))
    await config('maxmemory', String(Math.round(used * 1.15)))
    expect(await reason(store)).toMatch(/^Redis has \d+ % of its maxmemory in use/)
    await expect(append(store, 't2')).rejects.toThrow('maxmemory')
    expect((await (await open()).traces.counts(tenant)).open).toBe(1)
    await store.traces.commit(commitOf(await claimTrace(store, 't1')))
    expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'settled' })
  })

  it('refuses to write to a replica', async () => {
    const store = await open()
    await redis.command('REPLICAOF', '127.0.0.1', '1')
    await expect(append(store, 't1')).rejects.toMatchObject(unavailable)
    expect(await reason(store)).toContain('role')
    expect(await store.health()).toMatchObject({ lasting: false })
  })

  it.each([
    ['maxmemory-policy', 'allkeys-lru', 'noeviction'],
    ['appendonly', 'no', 'yes'],
    ['appendfsync', 'no', 'everysec'],
  ])('is not ready and accepts nothing while %s is %s, and says what it should be', async (name, wrong, right) => {
    const store = await open()
    await config(name, wrong)
    expect(await reason(store)).toContain(`expected ${name} ${right}`)
    expect(await store.health()).toMatchObject({ lasting: true })
    await expect(append(store, 't1')).rejects.toMatchObject(unavailable)
    await expect(open()).rejects.toThrow(`expected ${name} ${right}`)
    await config(name, right)
    expect(await reason(store)).toBe('')
    await append(store, 't1')
  })

  it('that is not set as it has to be is not written to', async () => {
    await config('appendonly', 'no')
    await redis.command('FLUSHALL')
    await expect(open()).rejects.toThrow('expected appendonly yes')
    expect(Number(await redis.command('DBSIZE'))).toBe(0)
    await config('appendonly', 'yes')
    await append(await open(), 't1')
  })

  it('with durability disk wants every write flushed', async () => {
    const disk = { durability: { kind: 'disk' } } as const
    await config('appendfsync', 'everysec')
    await expect(open(disk)).rejects.toThrow('expected appendfsync always, saw everysec')
    await config('appendfsync', 'always')
    const store = await open(disk)
    await append(store, 't1')
    await config('no-appendfsync-on-rewrite', 'yes')
    expect(await reason(store)).toBe('Redis: expected no-appendfsync-on-rewrite no, saw yes')
    await expect(append(store, 't2')).rejects.toMatchObject(unavailable)
  })

  it('with durability disk does not take on trust what it may not look at', async () => {
    await config('appendfsync', 'always')
    await redis.command('ACL', 'SETUSER', 'blind', 'on', 'nopass', '~*', '&*', '+@all', '-config')
    const url = redis.url.replace('//', '//blind:any@')
    await expect(open({ url, durability: { kind: 'disk' } })).rejects.toThrow(
      'expected appendfsync always, saw unknown',
    )
    await append(await open({ url }), 't1')
  })

  it('writes nothing from the moment on in which it was emptied', async () => {
    const store = await open()
    await append(store, 't1')
    const claim = await claimTrace(store, 't1')
    await redis.command('FLUSHALL')
    await expect(append(store, 't2')).rejects.toThrow('emptied')
    const commit = commitOf(claim, { ledger: [contribution('r1', [pattern('a')])] })
    await store.traces.commit(commit).catch((error) => expect(error).toMatchObject(unavailable))
    await expect(store.outbox.lease('webhook', 'me', noon, 1000)).rejects.toMatchObject(unavailable)
    await expect(store.outbox.confirm('webhook', [{ tenant, sequence: 1 }])).rejects.toMatchObject(unavailable)
    expect(await redis.command('DBSIZE')).toBe(0)
  })

  it('writes nothing to another store that is at its address all at once', async () => {
    const store = await open()
    await append(store, 't1')
    await redis.command('FLUSHALL')
    const other = await open()
    await append(other, 't2')
    await expect(append(store, 't3')).rejects.toThrow('another store')
    await expect(store.outbox.lease('webhook', 'me', noon, 1000)).rejects.toThrow('another store')
    expect(await other.traces.get(tenant, 't3')).toBeNull()
    await append(other, 't4')
  })

  it('refuses what a part of Redis that was emptied should have kept, and is not ready until it is told to go on without', async () => {
    const store = await open()
    const { partition } = placeOf(tenant, 't1')
    await redis.command('DEL', `{p${partition}}:marker`)
    await expect(append(store, 't1')).rejects.toMatchObject(unavailable)
    expect(await reason(store)).toContain('1 of 129 slots')
    await expect(open()).rejects.toThrow('a part of Redis was emptied')
    await redis.command('HDEL', '{registry}:store', 'marked')
    await append(await open(), 't1')
  })

  it('marks the slot of a tenant that it has not seen before, also when the mark was lost in a failover', async () => {
    const store = await open()
    const count = async (traceId: string) => {
      await append(store, traceId)
      await store.traces.commit(
        commitOf(await claimTrace(store, traceId), { ledger: [contribution(traceId, [pattern('a')])] }),
      )
      return (await store.patterns.get(tenant, 'a'))?.runs
    }
    expect(await count('t1')).toBe(1)
    const marker = keysOf('').marker(keysOf('').tenant(tenant, 'meta'))
    expect(await redis.command('DEL', marker)).toBe(1)
    expect(await count('t2')).toBe(2)
    expect(await redis.command('EXISTS', marker)).toBe(1)
  })

  it('accepts nothing when it was emptied, for its identity is gone', async () => {
    const store = await open()
    await redis.command('FLUSHALL')
    expect(await reason(store)).toContain('emptied')
    await expect(append(store, 't1')).rejects.toMatchObject(unavailable)
    const next = await open()
    expect(next.fingerprintKey).not.toBe(store.fingerprintKey)
    expect(await reason(store)).toContain('another store')
  })

  it('refuses a store of a later version, and changes nothing in it', async () => {
    await (await open()).close()
    await redis.command('HSET', '{registry}:store', 'format', '2')
    const before = await redis.command('DBSIZE')
    await expect(open()).rejects.toMatchObject({ name: 'StoreRefused', reason: 'newer_format' })
    expect(await redis.command('DBSIZE')).toEqual(before)
  })

  it('can wait for a Redis that is not there yet', async () => {
    await redis.kill('SIGKILL')
    const reasons: string[] = []
    const options = { url: redis.url, durability: { kind: 'process' }, settleMs: 1, idleMs: 1 } as const
    const opening = openRedisStorePatiently(options, {
      signal: new AbortController().signal,
      tell: (why) => {
        reasons.push(why)
        if (reasons.length === 2) void redis.start()
      },
    })
    const store = await opening
    stores.push(store)
    expect(await store.health()).toEqual({ ok: true })
    expect(reasons[0]).toBe('Redis cannot be reached')
  })

  it('loads its scripts again when Redis has forgotten them', async () => {
    const store = await open()
    await append(store, 't1')
    await redis.command('SCRIPT', 'FLUSH')
    await append(store, 't2')
    expect(await store.traces.counts(null)).toMatchObject({ open: 2 })
  })

  it('leaves rows that the tenant’s slot has not applied to whoever comes next', async () => {
    const crashing = await open({
      atPoint: (name) => {
        if (name === 'commit:recorded') throw new Error('crash')
      },
    })
    await append(crashing, 't1')
    const claim = await claimTrace(crashing, 't1')
    await expect(
      crashing.traces.commit(commitOf(claim, { ledger: [contribution('r1', [pattern('a')])] })),
    ).rejects.toThrow('crash')
    const next = await open()
    expect(await next.patterns.get(tenant, 'a')).toBeNull()
    expect(await next.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 1 })).toEqual([])
    expect((await next.patterns.get(tenant, 'a'))?.runs).toBe(1)
  })

  it('says nothing of an address that carries a password', async () => {
    await expect(open({ url: 'http://user:secret@127.0.0.1' })).rejects.toThrow('expected redis://')
    await expect(open({ url: 'http://user:secret@127.0.0.1' })).rejects.not.toThrow('secret')
  })
})

describe.skipIf(redisMissing('a replica of Redis') !== null)('the Redis store with durability replica', () => {
  it('acknowledges what a replica has, and nothing while there is none', async () => {
    const pair = await startRedisWithReplica()
    const options = { url: pair.primary.url, settleMs: 15_000, idleMs: 900_000 } as const
    const store = await openRedisStore({ ...options, durability: { kind: 'replica', replicas: 1 } })
    try {
      const append = (traceId: string) =>
        store.traces.append({ chunks: [chunk(traceId, [span(traceId)])], receivedMs: noon })
      await append('t1')
      await pair.replica.kill('SIGKILL')
      await expect(append('t2')).rejects.toMatchObject(unavailable)
      await pair.replica.start()
      await persist(() => append('t2'))
      expect(await store.traces.counts(tenant)).toMatchObject({ open: 2, facts: 2 })
    } finally {
      await store.close()
      await pair.stop()
    }
  })
})
