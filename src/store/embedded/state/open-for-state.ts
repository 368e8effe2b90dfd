import { BaselineCache } from '../baseline-cache.ts'
import type { Engine } from '../engine.ts'
import { openDatabase } from '../open-database.ts'
import { embeddedLimits } from '../options.ts'

export interface OpenedForState {
  readonly engine: Engine
  readonly fingerprintKey: string
  close(): void
}

/** The file, for this process alone: a service that runs on it has the lock. */
export function openForState(path: string): OpenedForState {
  const { database, fingerprintKey, close } = openDatabase(path, null)
  const options = { path, settleMs: 0, idleMs: 0, limits: embeddedLimits }
  return { engine: { database, options, baselines: new BaselineCache(), trouble: null }, fingerprintKey, close }
}
