import { expect, it } from 'vitest'
import { scriptNames } from '../../bench/chaos/script-names.ts'
import { loadScript } from '../../src/store/redis/script.ts'
import { tenantScript } from '../../src/store/redis/tenant/tenant-script.ts'

it('knows the scripts of partitions and of tenants by what Redis calls them', () => {
  const names = scriptNames()
  expect(names.get(loadScript('commit').sha)).toBe('commit')
  expect(names.get(tenantScript('apply').sha)).toBe('tenant/apply')
  expect(names.get(loadScript('tenant/lease').sha)).toBe('tenant/lease')
})
