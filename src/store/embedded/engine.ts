import type { BaselineCache } from './baseline-cache.ts'
import type { Database } from './database.ts'
import type { EngineOptions } from './options.ts'

/** What a verb works with: the connection, inside its transaction, and the bounds. */
export interface Engine {
  readonly database: Database
  readonly options: EngineOptions
  /** Baselines that were worked out since they last changed. */
  readonly baselines: BaselineCache
  /** Why the last write could not be kept; null since one could. */
  trouble: string | null
}
