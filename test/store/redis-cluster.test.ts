import { afterAll, beforeAll, describe, it } from 'vitest'
import { openRedisStore } from '../../src/store/redis/open.ts'
import { redisMissing } from '../redis/redis-missing.ts'
import { type RedisCluster, startRedisCluster } from '../redis/start-redis.ts'
import { storeContract } from './contract-suite.ts'

const missing = redisMissing('the store contract over a Redis Cluster')

describe.skipIf(missing !== null)('the store contract over a Redis Cluster', () => {
  let redis: RedisCluster
  let stores = 0
  beforeAll(async () => {
    redis = await startRedisCluster()
  })
  afterAll(() => redis.stop())

  storeContract('redis', ({ settleMs, idleMs, patternsPerTenant, lateWindowMs }) => {
    stores += 1
    const limits = { patternsPerTenant, lateWindowMs }
    const namespace = `contract-${stores}:`
    return openRedisStore({
      url: redis.urls.join(','),
      durability: { kind: 'process' },
      settleMs,
      idleMs,
      limits,
      namespace,
    })
  })
})

describe.runIf(missing !== null)('the store contract over a Redis Cluster', () => {
  if (missing !== null) it.skip(`is not run: ${missing}`, () => {})
})
