import { afterAll, beforeAll, describe, it } from 'vitest'
import { openRedisStore } from '../../src/store/redis/open.ts'
import { redisMissing } from '../redis/redis-missing.ts'
import { type RedisWithReplica, startRedisWithReplica } from '../redis/start-redis.ts'
import { storeContract } from './contract-suite.ts'

const missing = redisMissing('the store contract over a Redis with a replica')

/** Every write is answered only when the replica has it, too. */
describe.skipIf(missing !== null)('the store contract over a Redis with a replica', () => {
  let redis: RedisWithReplica
  let stores = 0
  beforeAll(async () => {
    redis = await startRedisWithReplica()
  })
  afterAll(() => redis.stop())

  storeContract('redis', ({ settleMs, idleMs, patternsPerTenant, lateWindowMs }) => {
    stores += 1
    const limits = { patternsPerTenant, lateWindowMs }
    const namespace = `contract-${stores}:`
    return openRedisStore({
      url: redis.primary.url,
      durability: { kind: 'replica', replicas: 1 },
      settleMs,
      idleMs,
      limits,
      namespace,
    })
  })
})

describe.runIf(missing !== null)('the store contract over a Redis with a replica', () => {
  if (missing !== null) it.skip(`is not run: ${missing}`, () => {})
})
