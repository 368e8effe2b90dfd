/** Which tenants there are: written down before the first thing of a tenant is kept. */
import type { RedisClient } from '../client.ts'
import type { Keys } from '../keys.ts'
import { loadScript } from '../script.ts'

const knowTenant = loadScript('know-tenant')

export interface Tenants {
  know(tenants: readonly string[]): Promise<void>
}

const knownMax = 10_000

export function createTenants(client: RedisClient, keys: Keys): Tenants {
  const known = new Set<string>()
  return {
    know: async (tenants) => {
      for (const tenant of new Set(tenants)) {
        if (known.has(tenant)) continue
        await client.run(knowTenant, [keys.registry('tenants')], [tenant])
        if (known.size >= knownMax) known.clear()
        known.add(tenant)
      }
    },
  }
}
