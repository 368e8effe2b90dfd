import type { WireLogRecord, WireOrigin, WireSpan } from '../span/wire-span.ts'

export interface DecodedSpan {
  readonly span: WireSpan
  readonly origin: WireOrigin
}

export interface DecodedLogRecord {
  readonly record: WireLogRecord
  readonly origin: WireOrigin
}

/**
 * A request, decoded. A fault inside a span's own length rejects that span alone; a fault in the envelope refuses the
 * request and keeps nothing (OTLP specification, "Partial success" and "Failures").
 */
export type Decoded<T> =
  | {
      readonly kind: 'decoded'
      readonly items: readonly T[]
      readonly rejected: number
      /** English, about the first rejected item: what was seen, what was expected, where; empty when none was. */
      readonly rejectedMessage: string
    }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'too_large'; readonly message: string }

export interface DecodeLimits {
  /** Sub-messages (JSON: objects and arrays) in a request. */
  readonly elementsMax: number
  /** Nesting of messages (JSON: of objects and arrays). */
  readonly depthMax: number
  /** Spans or log records in a request. */
  readonly itemsMax: number
  /** Attributes, events and links kept of one span, each. */
  readonly perSpanMax: number
  /** UTF-8 bytes of a name. */
  readonly nameBytesMax: number
}

export const decodeLimits: DecodeLimits = {
  elementsMax: 200_000,
  depthMax: 32,
  itemsMax: 10_000,
  perSpanMax: 128,
  nameBytesMax: 256,
}

/** Which attribute keys are worth decoding; what it declines is skipped on the wire. */
export type KeepAttribute = (key: string) => boolean
