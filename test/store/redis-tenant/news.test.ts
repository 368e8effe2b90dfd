import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '../../../src/store/redis/client.ts'
import { type Connection, connect } from '../../../src/store/redis/connect.ts'
import { guardedClient } from '../../../src/store/redis/guarded-client.ts'
import { identify } from '../../../src/store/redis/identity.ts'
import { keysOf } from '../../../src/store/redis/keys.ts'
import { createNewsReader, createTellNews, type NewsReader } from '../../../src/store/redis/tenant/news.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'

const never = 1e9
const keys = keysOf('')
const tenants = Array.from({ length: 200 }, (_, i) => `tenant-${i}`)

describe.skipIf(emptyRedisMissing('news of tenants') !== null)('news of tenants', () => {
  let redis: EmptyRedis
  let connection: Connection
  /** What waits, by tenant. */
  const waiting = new Map<string, number>()
  let asked: string[] = []
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    await redis.empty()
    waiting.clear()
    asked = []
    connection = await connect(redis.url)
    await connection.redis.sadd(keys.registry('tenants'), ...tenants)
  })
  afterEach(() => connection.disconnect())

  const parts = async (allEveryMs: number) => {
    const bare = createClient(connection, { durability: { kind: 'process' } })
    const client = guardedClient(bare, { keys, identity: await identify(bare, keys), lost: () => {} })
    return { tell: createTellNews(client, keys), reader: createNewsReader(client, keys, { allEveryMs }) }
  }
  const ask = async (some: readonly string[]) => {
    asked.push(...some)
    return some.map((tenant) => Array.from({ length: waiting.get(tenant) ?? 0 }, () => tenant))
  }
  const look = async (reader: NewsReader, most = Number.POSITIVE_INFINITY) => {
    asked = []
    const found = await reader.look(ask, (those) => those.flat().length >= most)
    return found.flat()
  }

  it('are looked for with all tenants once, then only with those that there is something of', async () => {
    const { tell, reader } = await parts(never)
    waiting.set('tenant-7', 1)
    expect(await look(reader)).toEqual(['tenant-7'])
    expect(asked).toHaveLength(tenants.length)
    expect(await look(reader)).toEqual(['tenant-7'])
    expect(asked).toEqual(['tenant-7'])
    waiting.clear()
    await look(reader)
    expect(await look(reader)).toEqual([])
    expect(asked).toEqual([])
    waiting.set('tenant-9', 1)
    await tell('tenant-9')
    expect(await look(reader)).toEqual(['tenant-9'])
    expect(asked).toEqual(['tenant-9'])
  })

  it('reach every reader, whoever was quicker', async () => {
    const { tell, reader } = await parts(never)
    const other = (await parts(never)).reader
    await Promise.all([look(reader), look(other)])
    waiting.set('tenant-3', 1)
    await tell('tenant-3')
    expect(await look(reader)).toEqual(['tenant-3'])
    expect(await look(other)).toEqual(['tenant-3'])
  })

  it('that come while their tenant is asked are not forgotten', async () => {
    const { tell, reader } = await parts(never)
    await look(reader)
    await tell('tenant-5')
    await reader.look(
      async (some) => {
        // Nothing was there yet; by the time it is told so, another look has heard of more.
        waiting.set('tenant-5', 1)
        await tell('tenant-5')
        await reader.look(
          async (others) => others.map(() => []),
          () => true,
        )
        return some.map(() => [])
      },
      () => false,
    )
    expect(await look(reader)).toEqual(['tenant-5'])
  })

  it('that were never told are found when all are looked at again', async () => {
    const { reader } = await parts(0)
    waiting.set('tenant-1', 1)
    await expect.poll(() => look(reader)).toEqual(['tenant-1'])
    waiting.set('tenant-2', 1)
    await expect.poll(async () => (await look(reader)).sort()).toEqual(['tenant-1', 'tenant-2'])
  })

  it('give every tenant its turn where there is more than is asked for', async () => {
    const { reader } = await parts(never)
    for (const tenant of tenants) waiting.set(tenant, 1)
    const seen = new Set<string>()
    for (let round = 0; round < 4; round += 1) for (const tenant of await look(reader, 64)) seen.add(tenant)
    expect(seen.size).toBe(tenants.length)
  })
})
