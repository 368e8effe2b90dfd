import type { RedisServer } from '../../test/redis/start-redis.ts'

/** Redis remembers so many calls with the time that they took. */
const callsMax = 200_000

/** Time that Redis spends in calls, by whose slot they work in. */
export interface SlotTime {
  /** In partitions of traces: they spread over the primaries of a cluster. */
  readonly partitionsUs: number
  /** In the slot of a tenant: one primary has all of it. */
  readonly tenantsUs: number
  readonly otherUs: number
}

export async function rememberCalls(server: RedisServer): Promise<void> {
  await server.command('CONFIG', 'SET', 'slowlog-log-slower-than', 0, 'slowlog-max-len', callsMax)
  await server.command('SLOWLOG', 'RESET')
}

export async function slotTime(server: RedisServer): Promise<SlotTime> {
  const calls = await server.command('SLOWLOG', 'GET', callsMax)
  if (!Array.isArray(calls) || calls.length >= callsMax) throw new Error(`expected fewer than ${callsMax} calls`)
  const time = { partitionsUs: 0, tenantsUs: 0, otherUs: 0 }
  for (const call of calls) {
    const [, , us, words] = Array.isArray(call) ? call : []
    time[slotOf(Array.isArray(words) ? words.map(String) : [])] += Number(us)
  }
  return time
}

/** The first key: of a script the fourth word, else the second. */
export function slotOf([name = '', ...args]: readonly string[]): keyof SlotTime {
  const key = (/^eval/i.test(name) ? args[2] : args[0]) ?? ''
  const tag = key.slice(key.indexOf('{') + 1)
  if (tag.startsWith('t:')) return 'tenantsUs'
  return /^p\d/.test(tag) ? 'partitionsUs' : 'otherUs'
}
