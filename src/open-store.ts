import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config/config.ts'
import { atPoints, type StorePoint } from './store/at-points.ts'
import type { Store } from './store/contract.ts'
import { openEmbeddedStore } from './store/embedded/open.ts'
import { lateStore } from './store/late-store.ts'
import { openRedisStorePatiently, type RedisStoreOptions } from './store/redis/open.ts'
import type { CrashPoint } from './store/redis/traces/engine.ts'

export interface OpenedStore {
  readonly store: Store
  /** False while a store that others share is still waited for. */
  isOpen(): boolean
  /** The clock that claims and leases go by: that of the store where several processes share it. */
  nowMs(): number
}

export interface StoreToOpen extends Pick<Config, 'store' | 'redis' | 'run'> {
  /** Told why a store that is waited for is not there. */
  tell(reason: string): void
  /** Told of what concerns one tenant and is tried again. */
  readonly report?: (error: unknown) => void
  /** For tests that end the process at a named point: of any store, or of the protocol over Redis. */
  readonly atPoint?: (point: StorePoint | CrashPoint) => void
}

/** How long a start waits for Redis before it serves without: everything is answered with "come again" until it is there. */
const openMs = 2_000

/** Embedded, unless a Redis is named. Rejects when the store will never open: a newer format, a file that is none. */
export async function openStore(of: StoreToOpen): Promise<OpenedStore> {
  const opened = of.redis.url === '' ? await openEmbedded(of) : await openRedis(of)
  return of.atPoint === undefined ? opened : { ...opened, store: atPoints(opened.store, of.atPoint) }
}

async function openEmbedded({ store, run }: StoreToOpen): Promise<OpenedStore> {
  const embedded = await openEmbeddedStore({ path: store.path, settleMs: run.settle, idleMs: run.idle })
  return { store: embedded, isOpen: () => true, nowMs: Date.now }
}

async function openRedis(of: StoreToOpen): Promise<OpenedStore> {
  let clock = Date.now
  const late = lateStore({
    open: async (signal, tell) => {
      const redis = await openRedisStorePatiently(optionsOf(of), {
        signal,
        tell: (reason) => {
          tell(reason)
          of.tell(reason)
        },
      })
      clock = redis.nowMs
      return redis
    },
  })
  await Promise.race([late.opening, sleep(openMs, undefined, { ref: false })])
  return { store: late, isOpen: late.isOpen, nowMs: () => clock() }
}

/** With the poll of two seconds a trace whose claimer died is still found well within five after its lease. */
const overdueMs = 1_000

function optionsOf({ redis, run, report, atPoint }: StoreToOpen): RedisStoreOptions {
  const { url, durability, replicas } = redis
  return {
    url,
    durability: durability === 'replica' ? { kind: durability, replicas } : { kind: durability },
    settleMs: run.settle,
    idleMs: run.idle,
    overdueMs,
    ...(report === undefined ? {} : { report }),
    ...(atPoint === undefined ? {} : { atPoint }),
  }
}
