import type { Config } from './config.ts'
import type { Fault } from './fault.ts'

/** What a valid configuration asks for and this version cannot do. `serve` refuses to start on any of these. */
export function unbuiltFaults(config: Config): readonly Fault[] {
  if (config.redis.url === '') return []
  return [
    {
      path: 'redis.url',
      seen: 'a redis URL (REDIS_URL)',
      expected: 'none: the redis store is not built yet, only the embedded store (store.path) is',
    },
  ]
}
