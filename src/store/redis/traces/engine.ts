import type { StoreLimits } from '../../limits.ts'
import type { RedisClient } from '../client.ts'
import type { Keys } from '../keys.ts'
import type { ApplyRows } from '../row.ts'
import type { RunRecords } from '../tenant/run-records.ts'
import type { DueTimes } from './due-times.ts'
import type { LeftToOthers } from './left-to-others.ts'

/** What the verbs of traces work with. */
export interface TraceEngine {
  readonly client: RedisClient
  readonly keys: Keys
  readonly limits: StoreLimits
  readonly settleMs: number
  readonly idleMs: number
  readonly applyRows: ApplyRows
  readonly records: RunRecords
  readonly due: DueTimes
  readonly others: LeftToOthers
  /** Partitions whose rows this process left unapplied. */
  readonly behind: Set<number>
  /** Throws StoreUnavailable while nothing may be accepted. */
  admit(): void
  /** Told of what concerns one tenant and is tried again. */
  report(error: unknown): void
  /** A point of the protocol was reached; tests end the process there. */
  atPoint(name: CrashPoint): void
}

/** Named points between two steps of the protocol. */
export const crashPoints = [
  'append:before',
  'append:between',
  'append:after',
  'claim:after',
  'commit:before',
  'commit:registered',
  'commit:adopted',
  'commit:attached',
  'commit:recorded',
  'commit:applied',
  'expire:forgotten',
] as const
export type CrashPoint = (typeof crashPoints)[number]
