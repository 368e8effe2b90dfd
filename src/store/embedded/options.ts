import { type StoreLimits, storeLimits } from '../limits.ts'

/** Bounds of the embedded store: those of every engine, and its own. */
export interface EmbeddedLimits extends StoreLimits {
  /** Write requests that share one transaction. */
  readonly requestsPerCommit: number
  /** Requests that may wait for the worker; over it a verb rejects with StoreUnavailable. */
  readonly requestsWaiting: number
  /** Size of the database file, in bytes; null for as large as the disk. */
  readonly fileBytes: number | null
}

export const embeddedLimits: EmbeddedLimits = {
  ...storeLimits,
  requestsPerCommit: 512,
  requestsWaiting: 20_000,
  fileBytes: null,
}

export interface EmbeddedOptions {
  /** The database file, or `:memory:` for a store that ends with its process. */
  readonly path: string
  /** How long after a run root ended, and nothing more came, a trace is due. */
  readonly settleMs: number
  /** How long after its last chunk a trace without an ended root is due. */
  readonly idleMs: number
  readonly limits?: Partial<EmbeddedLimits>
}

/** What the worker is started with. */
export interface EngineOptions {
  readonly path: string
  readonly settleMs: number
  readonly idleMs: number
  readonly limits: EmbeddedLimits
}
