import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keysOf } from '../../../src/store/redis/keys.ts'
import { slotsOf } from '../../redis/redis-cluster.ts'
import { redisMissing } from '../../redis/redis-missing.ts'
import { type RedisCluster, startRedisCluster } from '../../redis/start-redis.ts'
import { contribution, pattern, tenant } from '../builders.ts'
import { openTenantBench, type TenantBench } from './tenant-bench.ts'

const missing = redisMissing('a tenant’s slot that is being moved')
const namespace = 'moving:'

describe.skipIf(missing !== null)('a tenant’s slot that is being moved to another node', () => {
  let cluster: RedisCluster
  let bench: TenantBench
  beforeAll(async () => {
    cluster = await startRedisCluster()
    bench = await openTenantBench(cluster.urls.join(','), namespace)
  })
  afterAll(async () => {
    bench?.close()
    await cluster?.stop()
  })

  it('takes no row in part: a script that names all its keys is refused before it writes', async () => {
    await bench.commit('t1', [contribution('r1', [pattern('a')])])
    const next = bench.rowsFor('t2', [contribution('r2', [pattern('a'), pattern('new')])])
    const { owner, other, slot } = await nodesOf(cluster)

    await other.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(await owner.command('CLUSTER', 'MYID')))
    await owner.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(await other.command('CLUSTER', 'MYID')))
    await expect(bench.apply(next)).rejects.toHaveProperty('name', 'StoreUnavailable')
    expect((await bench.half.patterns.get(tenant, 'a'))?.runs).toBe(1)

    for (const node of [owner, other]) await node.command('CLUSTER', 'SETSLOT', slot, 'STABLE')
    expect(await bench.apply(next)).toMatchObject({ upTo: 2, lessons: ['lesson-a', 'lesson-new'] })
    expect((await bench.half.patterns.get(tenant, 'a'))?.runs).toBe(2)
  })
})

describe.runIf(missing !== null)('a tenant’s slot that is being moved to another node', () => {
  if (missing !== null) it.skip(`is not tested: ${missing}`, () => {})
})

async function nodesOf({ primaries }: RedisCluster) {
  const [first, second] = primaries
  if (first === undefined || second === undefined) throw new Error('expected primaries, saw none')
  const slot = Number(await first.command('CLUSTER', 'KEYSLOT', keysOf(namespace).tenant(tenant, 'meta')))
  const owner = primaries.find((_, index) => slotsOf(index)[0] <= slot && slot <= slotsOf(index)[1]) ?? first
  return { slot, owner, other: owner === first ? second : first }
}
