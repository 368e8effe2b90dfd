import { it } from 'vitest'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { openRedisStore } from '../../src/store/redis/open.ts'
import { emptyRedis } from '../redis/empty-redis.ts'
import { contribution, day, judge, noon, pattern, tenant } from './builders.ts'
it('x', async () => {
  const redis = await emptyRedis()
  const times = { settleMs: 15_000, idleMs: 900_000 }
  const both = [await openEmbeddedStore({ path: ':memory:', ...times }), await openRedisStore({ url: redis.url, durability: { kind: 'process' }, ...times })]
  for (const store of both) {
    const at = { countedAtMs: noon - 80 * day }
    await judge(store, 't0', { ledger: [contribution('r0', [pattern('a', { severity: 0.1 })], at), contribution('r1', [pattern('a', { severity: 0.1 }), pattern('e', { severity: 0.1 })], at)] })
    await store.traces.expire(noon + day)
    for (const sort of ['runs', 'lastSeen', 'cost', 'risk', 'rise'] as const)
      console.log(sort, (await store.patterns.list({ tenant, sort, limit: 10 })).items.map((x) => x.signature).join())
    await store.close()
  }
  await redis.stop()
})
