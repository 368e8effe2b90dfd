import type { RedisServer } from '../../test/redis/start-redis.ts'
import { type KeyKind, kindOf } from './key-kinds.ts'

/** Answers where to go on, then key and bytes in turn. Every element is looked at: small samples guess badly. */
const script = `local page = redis.call('SCAN', ARGV[1], 'COUNT', 500)
local out = { page[1] }
for _, key in ipairs(page[2]) do
  out[#out + 1] = key
  out[#out + 1] = redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) or 0
end
return out`
const pagesMax = 10_000

/** MEMORY USAGE of every key, summed by what the keys are for. */
export async function memoryByKind(server: RedisServer): Promise<ReadonlyMap<KeyKind, number>> {
  const bytes = new Map<KeyKind, number>()
  let cursor = '0'
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await server.command('EVAL', script, 0, cursor)
    const [next, ...pairs] = Array.isArray(answer) ? answer : []
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const kind = kindOf(String(pairs[at]))
      bytes.set(kind, (bytes.get(kind) ?? 0) + Number(pairs[at + 1]))
    }
    cursor = String(next)
    if (cursor === '0') return bytes
  }
  throw new Error('expected fewer keys')
}
