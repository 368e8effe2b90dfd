import { setTimeout as sleep } from 'node:timers/promises'
import { keysOf, partitions } from '../../src/store/redis/keys.ts'
import { eventually } from '../../test/redis/eventually.ts'
import type { RedisServer } from '../../test/redis/start-redis.ts'

const keys = keysOf('')
const due = Array.from({ length: partitions }, (_, partition) => keys.partition(partition, 'due'))
const unapplied = Array.from({ length: partitions }, (_, partition) => keys.partition(partition, 'unapplied'))
const script = `local open = 0
for i, key in ipairs(KEYS) do
  open = open + redis.call(i <= ${partitions} and 'ZCARD' or 'SCARD', key)
end
return open`

/** Until every trace is settled and every row applied, and then a moment more for what follows from that. */
export async function untilQuiet(server: RedisServer, patienceMs = 60_000): Promise<void> {
  await eventually('every trace is settled', patienceMs, async () => {
    await sleep(100)
    return Number(await server.command('EVAL', script, 2 * partitions, ...due, ...unapplied)) === 0
  })
  await sleep(500)
}
