/** Bounds of both OTLP edges. Times in milliseconds, sizes in bytes. */
export interface OtlpLimits {
  /** One gRPC message, as received and inflated. */
  readonly messageBytesMax: number
  /** gRPC exports that may read a body or be at the receiver at once. */
  readonly permits: number
  /** gRPC exports that may wait for a permit, unread, and for how long; beyond it they are told to come again. */
  readonly waitingMax: number
  readonly waitMs: number
  /** One HTTP body, as received and inflated. */
  readonly bodyBytesMax: number
  /** All HTTP bodies together, inflated, with what their decompressors hold. */
  readonly inFlightBytesMax: number
  /** Inflated to received, once more than `ratioFromBytes` were inflated. */
  readonly ratioMax: number
  readonly ratioFromBytes: number
  readonly connectionsMax: number
  /** gRPC calls of one connection at once. */
  readonly streamsMax: number
  readonly headerBytesMax: number
  readonly headersMax: number
  /** Until the headers of an HTTP request are there, and from there until its body is (both transports). */
  readonly headerMs: number
  readonly bodyMs: number
  /** Until the receiver answers; beyond it the sender is told to come again. */
  readonly answerMs: number
  /** A connection without requests, a gRPC connection of any use, and the calm end of one that grew old. */
  readonly idleMs: number
  readonly ageMs: number
  readonly ageGraceMs: number
  /** Beyond these the process is in trouble, and senders are told to come again: see `Pressure`. */
  readonly loopLagMsMax: number
  readonly rssBytesMax: number
  /** How long an HTTP sender may go on with a body that was already answered. */
  readonly lingerMs: number
  /** Until stopping turns from draining into force. */
  readonly stopMs: number
}

const mebibyte = 1024 * 1024

/** 8 × 16 MiB over gRPC and 64 MiB over HTTP: with one copy of the largest HTTP body, at most 256 MiB. */
export const defaultOtlpLimits: OtlpLimits = {
  messageBytesMax: 16 * mebibyte,
  permits: 8,
  waitingMax: 64,
  waitMs: 500,
  bodyBytesMax: 64 * mebibyte,
  inFlightBytesMax: 64 * mebibyte,
  ratioMax: 100,
  ratioFromBytes: mebibyte,
  connectionsMax: 1024,
  streamsMax: 64,
  headerBytesMax: 16 * 1024,
  headersMax: 100,
  headerMs: 10_000,
  bodyMs: 15_000,
  answerMs: 5_000,
  idleMs: 5 * 60_000,
  ageMs: 30 * 60_000,
  ageGraceMs: 30_000,
  loopLagMsMax: 200,
  rssBytesMax: 448 * mebibyte,
  lingerMs: 1_000,
  stopMs: 10_000,
}
