import { afterAll, beforeAll, describe, it } from 'vitest'
import { openRedisStore } from '../../src/store/redis/open.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../redis/empty-redis.ts'
import { storeContract } from './contract-suite.ts'

const missing = emptyRedisMissing('the store contract over Redis')

describe.skipIf(missing !== null)('the store contract over one Redis', () => {
  let redis: EmptyRedis
  let stores = 0
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())

  storeContract('redis', ({ settleMs, idleMs, patternsPerTenant, lateWindowMs }) => {
    stores += 1
    const limits = { patternsPerTenant, lateWindowMs }
    const namespace = `contract-${stores}:`
    return openRedisStore({ url: redis.url, durability: { kind: 'process' }, settleMs, idleMs, limits, namespace })
  })
})

describe.runIf(missing !== null)('the store contract over one Redis', () => {
  if (missing !== null) it.skip(`is not run: ${missing}`, () => {})
})
