import type { Database } from './database.ts'
import type { EngineOptions } from './options.ts'

/** What a verb works with: the connection, inside its transaction, and the bounds. */
export interface Engine {
  readonly database: Database
  readonly options: EngineOptions
  /** Why the last write could not be kept; null since one could. */
  trouble: string | null
}
