import { keysOf, placeOf } from '../../src/store/redis/keys.ts'
import type { RedisServer } from '../../test/redis/start-redis.ts'

const keys = keysOf('')
const script = `local out = {}
for i, key in ipairs(KEYS) do out[i] = redis.call('HGET', key, ARGV[1]) or '' end
return out`

/** The tenant of whoever has no key. */
const tenant = 'default'

/** Of each trace when it was committed last, by the clock of Redis; null when it never was. */
export async function committedTimes(
  server: RedisServer,
  traceIds: readonly string[],
): Promise<readonly (number | null)[]> {
  return (await fields(server, traceIds, 'committed')).map((text) => (text === '' ? null : Number(text)))
}

/** Which of the traces are claimed by somebody. */
export async function leasedTraces(server: RedisServer, traceIds: readonly string[]): Promise<readonly string[]> {
  const leased = await fields(server, traceIds, 'leased')
  return traceIds.filter((_, index) => leased[index] === '1')
}

async function fields(server: RedisServer, traceIds: readonly string[], name: string): Promise<readonly string[]> {
  const names = traceIds.map((traceId) => keys.trace(placeOf(tenant, traceId)))
  const answer = await server.command('EVAL', script, names.length, ...names, name)
  return Array.isArray(answer) ? answer.map(String) : []
}
