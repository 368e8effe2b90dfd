import type { WireEvent, WireLink, WireLogRecord, WireOrigin, WireSpan } from '../span/wire-span.ts'

type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** Items while they are being decoded. Both encodings start from these, so that an unset field reads the same. */
export type SpanDraft = Draft<Omit<WireSpan, 'events' | 'links'>> & { events: WireEvent[]; links: WireLink[] }
export type EventDraft = Draft<WireEvent>
export type LinkDraft = Draft<WireLink>
export type LogRecordDraft = Draft<WireLogRecord>
export type OriginDraft = Omit<Draft<WireOrigin>, 'scope'> & { scope: Draft<WireOrigin['scope']> }

export function newSpan(): SpanDraft {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: null,
    traceState: '',
    flags: 0,
    name: '',
    kind: 0,
    startUs: 0,
    endUs: 0,
    attributes: new Map(),
    droppedAttributesCount: 0,
    events: [],
    links: [],
    statusCode: 0,
    statusMessage: '',
  }
}

export function newEvent(): EventDraft {
  return { name: '', timeUs: 0, attributes: new Map() }
}

export function newLink(): LinkDraft {
  return { traceId: '', spanId: '' }
}

export function newLogRecord(): LogRecordDraft {
  return {
    traceId: null,
    spanId: null,
    timeUs: 0,
    eventName: '',
    severityNumber: 0,
    body: null,
    attributes: new Map(),
  }
}

export function newOrigin(): OriginDraft {
  return { resource: new Map(), scope: { name: '', version: '' }, schemaUrl: '' }
}

/** Why a span cannot be kept, or null. Ids of zeros were read as none (OTLP: "an ID with all bytes 0 is invalid"). */
export function spanFault(span: SpanDraft): string | null {
  if (span.traceId === '') return 'no trace id or one of zeros, expected 16 bytes'
  if (span.spanId === '') return 'no span id or one of zeros, expected 8 bytes'
  return null
}

/** OTLP allows a link to an invalid context for the sake of its attributes, which we do not read: it is no loss. */
export function leadsSomewhere(link: LinkDraft): boolean {
  return link.traceId !== '' && link.spanId !== ''
}
