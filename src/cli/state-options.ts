import type { Config } from '../config/config.ts'
import type { RedisState } from '../store/redis/state/open-for-state.ts'

/** The store that `serve` would open with this configuration. */
export type StateOf =
  | { readonly engine: 'embedded'; readonly path: string }
  | { readonly engine: 'redis'; readonly options: RedisState }

export function stateOf({ store, redis }: Pick<Config, 'store' | 'redis'>): StateOf {
  if (redis.url === '') return { engine: 'embedded', path: store.path }
  const { url, durability, replicas } = redis
  const kept = durability === 'replica' ? { kind: durability, replicas } : { kind: durability }
  return { engine: 'redis', options: { url, durability: kept } }
}

/** In words, without an address that may carry a password. */
export function nameOf(of: StateOf): string {
  return of.engine === 'embedded' ? of.path : 'Redis'
}
