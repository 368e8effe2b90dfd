import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisCluster, startRedisCluster } from '../../redis/start-redis.ts'
import { embeddedHome, redisHome } from './engines.ts'
import { movesWhole } from './moves-whole.ts'
import { anyLife } from './traffic.ts'

const missing = redisMissing('moving a store to a Redis Cluster and back')

describe.skipIf(missing !== null)('a store that moves to a Redis Cluster', () => {
  let folder: string
  let redis: RedisCluster
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'promontory-state-'))
    redis = await startRedisCluster()
  })
  afterAll(async () => {
    await redis.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows what it showed, and so when it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, anyLife, async (before, after) => {
        const [file, cluster] = [embeddedHome(folder), redisHome(redis.urls.join(','))]
        await movesWhole(file, cluster, before, after)
        await movesWhole(redisHome(redis.urls.join(',')), embeddedHome(folder), before, [])
      }),
      { numRuns: 3, endOnFailure: true },
    )
  })
})
