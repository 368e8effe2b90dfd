import type { RedisServer } from '../../../test/redis/start-redis.ts'
import type { During, Scenario } from '../scenario.ts'

const [slotsMax, migrateMs, keysAtOnce] = [40, 5_000, 50] as const

export const slotMoved: Scenario = {
  name: 'slot-moved',
  what: 'slots move from one primary of the cluster to another, key by key, the tenant first',
  ...{ store: 'cluster', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 15 }, async (during) => {
      const primaries = store.cluster?.primaries ?? []
      await during.pause(3_000)
      const from = await holderOfTenant(primaries)
      const others = primaries.filter((node) => node !== from)
      const [to, other] = others
      if (to === undefined || other === undefined) throw new Error('expected a cluster')
      const slots = await slotsOf(from)
      for (const slot of slots) await move(slot, { from, to, other, during })
      during.note(`${slots.length} slots moved`)
    }),
}

const ofTenants = '*{t:*'

async function holderOfTenant(primaries: readonly RedisServer[]): Promise<RedisServer> {
  for (const node of primaries) if ((await keysLike(node, ofTenants)).length > 0) return node
  throw new Error('expected a tenant with keys')
}

/** Slots that have keys, that of a tenant first. */
async function slotsOf(node: RedisServer): Promise<readonly number[]> {
  const keys = [...(await keysLike(node, ofTenants)).slice(0, 1), ...(await keysLike(node, '*'))]
  const slots = new Set<number>()
  for (const key of keys.slice(0, keysMax)) slots.add(Number(await node.command('CLUSTER', 'KEYSLOT', key)))
  return [...slots].slice(0, slotsMax)
}

const keysMax = 400

async function keysLike(node: RedisServer, pattern: string): Promise<readonly string[]> {
  const keys = await node.command('KEYS', pattern)
  return Array.isArray(keys) ? keys.map(String) : []
}

interface Move {
  readonly from: RedisServer
  readonly to: RedisServer
  readonly other: RedisServer
  readonly during: During
}

/** As the cluster specification says (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/). */
async function move(slot: number, { from, to, other, during: { stop } }: Move): Promise<void> {
  const [fromId, toId] = [String(await from.command('CLUSTER', 'MYID')), String(await to.command('CLUSTER', 'MYID'))]
  await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId)
  await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId)
  for (let keys = await keysIn(from, slot); keys.length > 0 && !stop.aborted; keys = await keysIn(from, slot)) {
    await from.command('MIGRATE', '127.0.0.1', to.port, '', 0, migrateMs, 'KEYS', ...keys)
  }
  for (const node of [to, from, other]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId)
}

async function keysIn(node: RedisServer, slot: number): Promise<readonly string[]> {
  const keys = await node.command('CLUSTER', 'GETKEYSINSLOT', slot, keysAtOnce)
  return Array.isArray(keys) ? keys.map(String) : []
}
