/**
 * Bounds and times that hold for every engine, so that a trace is cut, kept and forgotten alike wherever it is stored.
 * Every bound has a counter or an answer that tells when it bites.
 */
export interface StoreLimits {
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
  /** Agents of a tenant (and as many of their versions, and services) whose healthy runs feed a baseline in one hour. */
  readonly baselinesPerHour: number
  /** Outbox rows of a tenant; over it the oldest go, also those that a sink still waits for. */
  readonly eventsPerTenant: number
  /** Of one tenant; over it the oldest go. */
  readonly deadLettersPerSink: number
  /** Facts stay this long after a commit; what comes later is counted as late. */
  readonly lateWindowMs: number
}

const hourMs = 3_600_000

export const storeLimits: StoreLimits = {
  spansPerTrace: 10_000,
  factBytesPerTrace: 8 * 1024 * 1024,
  rootsPerTrace: 200,
  patternsPerTenant: 10_000,
  continuationsPerTrace: 64,
  claimBytes: 16 * 1024 * 1024,
  baselinesPerHour: 1000,
  eventsPerTenant: 50_000,
  deadLettersPerSink: 1000,
  lateWindowMs: 24 * hourMs,
}

/** Ledgers stay this long after the last commit: within it every run is counted once. */
export const dedupeHorizonMs = 7 * 24 * hourMs
/** A trace that never falls silent is judged this long after its first unjudged chunk. */
export const openMaxMs = 24 * hourMs
/** Baselines reach back this far. */
export const baselineReachMs = 14 * 24 * hourMs
/** Events that every sink has stay this long, for those who ask what they missed. */
export const eventsKeptMs = 7 * 24 * hourMs

/** Claims without a commit after which a trace is quarantined; after fewer it is claimed alone. */
export const attemptsMax = 5
export const suspectAfterAttempts = 2
/** Traces that one claim takes. */
export const claimsMax = 500
/** Tool calls of a trace, on either side, through which other traces find it. */
export const callsPerTraceMax = 1000
/** Sightings of a pattern that outlive their ledgers, the latest. */
export const frozenSightingsMax = 5
/** Variants and exemplars that are shown of a pattern or lesson. */
export const shownMax = 5
export const runIdsShownMax = 1000
export const reasonCharsMax = 500

const itemsMax = 500

/** A list's limit, within 1 and 500 whatever was asked. */
export function limitOf(asked: number): number {
  return Math.min(itemsMax, Math.max(1, Math.trunc(asked) || 1))
}
