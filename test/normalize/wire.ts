import { createHmac } from 'node:crypto'
import { normalizeSpan } from '../../src/normalize/normalize-span.ts'
import type { AttributeMap, AttributeValue } from '../../src/span/attribute-value.ts'
import type { SpanFact } from '../../src/span/span-fact.ts'
import type { WireEvent, WireOrigin, WireSpan } from '../../src/span/wire-span.ts'

export function fingerprint(value: string): string {
  return createHmac('sha256', 'test').update(value).digest('hex').slice(0, 16)
}

export type Attributes = Readonly<Record<string, AttributeValue>>

export function attributeMap(attributes: Attributes): AttributeMap {
  return new Map(Object.entries(attributes))
}

export function wireEvent(name: string, attributes: Attributes): WireEvent {
  return { name, timeUs: 1_000_000, attributes: attributeMap(attributes) }
}

export function wireSpan(attributes: Attributes, changes: Partial<WireSpan> = {}): WireSpan {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '00f067aa0ba902b7',
    traceState: '',
    flags: 0,
    name: 'span',
    kind: 1,
    startUs: 1_000_000,
    endUs: 2_000_000,
    attributes: attributeMap(attributes),
    droppedAttributesCount: 0,
    events: [],
    links: [],
    statusCode: 0,
    statusMessage: '',
    ...changes,
  }
}

export function wireOrigin(resource: Attributes = { 'service.name': 'shop' }, scope = 'app'): WireOrigin {
  return { resource: attributeMap(resource), scope: { name: scope, version: '' }, schemaUrl: '' }
}

export function factOf(attributes: Attributes, changes: Partial<WireSpan> = {}, origin = wireOrigin()): SpanFact {
  return normalizeSpan(wireSpan(attributes, changes), origin, fingerprint)
}
