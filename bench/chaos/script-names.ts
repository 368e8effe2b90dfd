import { readdirSync } from 'node:fs'
import { loadScript } from '../../src/store/redis/script.ts'
import { tenantScript } from '../../src/store/redis/tenant/tenant-script.ts'

const folder = new URL('../../src/store/redis/scripts/', import.meta.url)

/** The names of the store's scripts by the SHA-1 of their text, as Redis knows them. */
export function scriptNames(): ReadonlyMap<string, string> {
  const ofTenants = namesIn(new URL('tenant/', folder))
  const scripts = [
    ...namesIn(folder).map((name) => loadScript(name)),
    ...namesIn(new URL('opening/', folder)).map((name) => loadScript(`opening/${name}`)),
    // Some of these are put together of parts, some are loaded as they are.
    ...ofTenants.flatMap((name) => [tenantScript(name), loadScript(`tenant/${name}`)]),
  ]
  return new Map(scripts.map(({ sha, name }) => [sha, name]))
}

function namesIn(where: URL): readonly string[] {
  const files = readdirSync(where).filter((file) => file.endsWith('.lua'))
  return files.sort().map((file) => file.replace(/\.lua$/, ''))
}
