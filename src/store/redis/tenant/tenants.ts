import type { RedisClient } from '../client.ts'
import type { Keys } from '../keys.ts'
import { textsOf } from './replies.ts'

/** Every tenant that ever sent anything, in an order that stays. */
export async function tenantsOf(client: RedisClient, keys: Keys): Promise<readonly string[]> {
  const tenants = textsOf(await client.read('smembers', keys.registry('tenants')))
  return [...tenants].sort()
}
