/** Stores of both engines for tests of state, each with what moves it. */
import { join } from 'node:path'
import type { Store } from '../../../src/store/contract.ts'
import { openEmbeddedStore } from '../../../src/store/embedded/open.ts'
import { exportEmbeddedState } from '../../../src/store/embedded/state/export-state.ts'
import { importEmbeddedState } from '../../../src/store/embedded/state/import-state.ts'
import { storeLimits } from '../../../src/store/limits.ts'
import { openRedisStore } from '../../../src/store/redis/open.ts'
import { exportRedisState } from '../../../src/store/redis/state/export-state.ts'
import { importRedisState } from '../../../src/store/redis/state/import-state.ts'
import type { Imported, StateRecord } from '../../../src/store/state.ts'
import { noon } from '../builders.ts'

export interface Home {
  readonly engine: 'embedded' | 'redis'
  open(): Promise<Store>
  exported(): AsyncIterable<StateRecord>
  imported(records: AsyncIterable<StateRecord>): Promise<Imported>
}

let homes = 0
const limits = { lateWindowMs: storeLimits.lateWindowMs }
const times = { settleMs: 15_000, idleMs: 900_000, limits }

export function embeddedHome(folder: string): Home {
  homes += 1
  const path = join(folder, `store-${homes}.db`)
  return {
    engine: 'embedded',
    open: () => openEmbeddedStore({ path, ...times }),
    exported: () => exportEmbeddedState({ path }),
    imported: (records) => importEmbeddedState({ path, madeMs: noon }, records),
  }
}

export function redisHome(url: string): Home {
  homes += 1
  const options = { url, durability: { kind: 'process' }, namespace: `state-${process.pid}-${homes}:`, limits } as const
  return {
    engine: 'redis',
    open: () => openRedisStore({ ...options, ...times }),
    exported: () => exportRedisState(options),
    imported: (records) => importRedisState(options, records),
  }
}

export async function listed(records: AsyncIterable<StateRecord>): Promise<readonly StateRecord[]> {
  const list: StateRecord[] = []
  for await (const record of records) list.push(record)
  return list
}
