import type { AttributeMap, AttributeValue } from './attribute-value.ts'

/** What OTLP delivers, decoded, before any convention is applied. Lives for one request and is never stored. */
export interface WireSpan {
  /** 32 lower-case hex digits. */
  readonly traceId: string
  /** 16 lower-case hex digits. */
  readonly spanId: string
  /** 16 lower-case hex digits, or null for a span without a parent. */
  readonly parentSpanId: string | null
  readonly traceState: string
  /** OTLP `flags`: bits 0-7 W3C trace flags, bit 8 "has remote", bit 9 "parent is remote". */
  readonly flags: number
  readonly name: string
  /** OTLP `SpanKind` as its number: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  /** Unix time in whole microseconds (safe integer). */
  readonly startUs: number
  /** Unix time in whole microseconds; 0 when the exporter left it unset. */
  readonly endUs: number
  readonly attributes: AttributeMap
  readonly droppedAttributesCount: number
  readonly events: readonly WireEvent[]
  readonly links: readonly WireLink[]
  /** OTLP status code: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number
  readonly statusMessage: string
}

export interface WireEvent {
  readonly name: string
  readonly timeUs: number
  readonly attributes: AttributeMap
}

export interface WireLink {
  readonly traceId: string
  readonly spanId: string
}

export interface WireLogRecord {
  /** 32 lower-case hex digits, or null when the record belongs to no trace. */
  readonly traceId: string | null
  readonly spanId: string | null
  /** `timeUnixNano`, or `observedTimeUnixNano` when that is 0; whole microseconds. */
  readonly timeUs: number
  /** `eventName`, or the older `event.name` attribute; empty when neither is set. */
  readonly eventName: string
  readonly severityNumber: number
  readonly body: AttributeValue
  readonly attributes: AttributeMap
}

export interface WireScope {
  readonly name: string
  readonly version: string
}

/** Attributes of the entity that produced the telemetry, and the scope (instrumentation library) of a span. */
export interface WireOrigin {
  readonly resource: AttributeMap
  readonly scope: WireScope
  readonly schemaUrl: string
}
