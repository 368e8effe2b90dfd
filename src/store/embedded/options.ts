/** Bounds of the embedded store; every one has a counter or an answer that tells when it bites. */
export interface EmbeddedLimits {
  readonly spansPerTrace: number
  /** Bytes of facts (JSON text) per trace: room for as many ordinary spans as the bound on spans allows. */
  readonly factBytesPerTrace: number
  /** Spans beyond the bounds, kept for run roots: they end last, and a run without its root is nobody's. */
  readonly rootsPerTrace: number
  readonly patternsPerTenant: number
  /** Traces that one trace may have as continuations. */
  readonly continuationsPerTrace: number
  /** Facts handed out by one claim; what is over waits for the next claim. */
  readonly claimBytes: number
  /** Write requests that share one transaction. */
  readonly requestsPerCommit: number
  /** Requests that may wait for the worker; over it a verb rejects with StoreUnavailable. */
  readonly requestsWaiting: number
  /** Size of the database file, in bytes; null for as large as the disk. */
  readonly fileBytes: number | null
  /** Agents of a tenant whose healthy runs feed a baseline in one hour. */
  readonly baselinesPerHour: number
  /** Outbox rows; over it the oldest go, also those that a sink still waits for. */
  readonly events: number
  /** Over it a sink's oldest go. */
  readonly deadLettersPerSink: number
}

export const embeddedLimits: EmbeddedLimits = {
  spansPerTrace: 10_000,
  factBytesPerTrace: 8 * 1024 * 1024,
  rootsPerTrace: 200,
  patternsPerTenant: 10_000,
  continuationsPerTrace: 64,
  claimBytes: 16 * 1024 * 1024,
  requestsPerCommit: 512,
  requestsWaiting: 20_000,
  fileBytes: null,
  baselinesPerHour: 1000,
  events: 50_000,
  deadLettersPerSink: 1000,
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

const hourMs = 3_600_000

/** Facts stay this long after a commit; what comes later is counted as late. */
export const lateWindowMs = 24 * hourMs
/** Ledgers stay this long after the last commit: within it every run is counted once. */
export const dedupeHorizonMs = 7 * 24 * hourMs
/** A trace that never falls silent is judged this long after its first unjudged chunk. */
export const openMaxMs = 24 * hourMs
/** Claims without a commit after which a trace is quarantined. */
export const attemptsMax = 5
/** Baselines reach back this far. */
export const baselineReachMs = 14 * 24 * hourMs
/** Events that every sink has stay this long, for those who ask what they missed. */
export const eventsKeptMs = 7 * 24 * hourMs
