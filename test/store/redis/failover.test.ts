import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../../../bench/chaos/fault-proxy.ts'
import { openRedisStore, type RedisStore } from '../../../src/store/redis/open.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisWithReplica, startRedisWithReplica } from '../../redis/start-redis.ts'
import { chunk, noon, span, tenant } from '../builders.ts'
import { persist } from './chain.ts'

/** The replica of Redis lags behind, and takes over when the primary is lost. */
describe.skipIf(redisMissing('a failover') !== null)('a failover to a replica that lags', () => {
  let pair: RedisWithReplica
  let proxy: FaultProxy
  let store: RedisStore
  beforeEach(async () => {
    pair = await startRedisWithReplica()
    proxy = await startFaultProxy(pair.primary.port)
  })
  afterEach(async () => {
    await store.close()
    await proxy.stop()
    await pair.stop()
  })

  const open = async (durability: Parameters<typeof openRedisStore>[0]['durability']) => {
    store = await openRedisStore({ url: proxy.url, durability, settleMs: 15_000, idleMs: 900_000 })
  }
  const append = (traceId: string) =>
    store.traces.append({ chunks: [chunk(traceId, [span(traceId)])], receivedMs: noon })
  const lag = () => pair.replica.command('REPLICAOF', '127.0.0.1', '1')
  const failOver = async () => {
    await pair.primary.kill('SIGKILL')
    await pair.promote()
    proxy.leadTo(pair.replica.port)
  }
  const lostRows = async () => (await store.traces.counts(null)).lostRows

  it('is noticed by whoever was told that chunks are kept, and what is gone is counted, though nothing more comes', async () => {
    await open({ kind: 'process' })
    await append('kept')
    await expect.poll(() => pair.replica.command('KEYS', '*:c:*')).toHaveLength(1)
    await lag()
    await append('lost')
    await append('lost too')
    await failOver()
    const lookAgain = async () => {
      await store.health()
      return lostRows().catch(() => null)
    }
    await expect.poll(lookAgain).toBe(2)
    expect(await store.traces.get(tenant, 'kept')).not.toBeNull()
    expect(await store.traces.get(tenant, 'lost')).toBeNull()
    await persist(() => append('lost'))
    expect(await lostRows()).toBe(2)
  })

  it('loses nothing that was acknowledged when every write waits for the replica', async () => {
    await open({ kind: 'replica', replicas: 1 })
    await append('kept')
    await lag()
    await expect(append('not acknowledged')).rejects.toMatchObject({ name: 'StoreUnavailable' })
    await failOver()
    await expect.poll(() => store.traces.get(tenant, 'kept').catch(() => null)).not.toBeNull()
    await expect.poll(() => store.health()).toMatchObject({ ok: false })
    expect(await lostRows()).toBe(0)
  })
})
