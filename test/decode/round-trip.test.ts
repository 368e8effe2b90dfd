import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AttributeMap, AttributeValue } from '../../src/span/attribute-value.ts'
import type { WireLogRecord, WireOrigin, WireSpan } from '../../src/span/wire-span.ts'
import { fromJson, fromProtobuf, itemsOf, logsFromJson, logsFromProtobuf, recordsOf } from './decoding.ts'
import { logsCodec, tracesCodec } from './reference-codec.ts'

// A model of the wire in the shape of OTLP/JSON; what it must decode to is computed from it here, by other means.
interface AnyValue {
  stringValue?: string
  boolValue?: boolean
  intValue?: string
  doubleValue?: number | string
  arrayValue?: { values: AnyValue[] }
  kvlistValue?: { values: KeyValue[] }
  bytesValue?: string
}
interface KeyValue {
  key: string
  value: AnyValue
}

const text = fc.string({ unit: 'binary', maxLength: 40 })
const hex = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte > 0))
    .map((id) => Buffer.from(id).toString('hex'))
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)
const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -300n, max: 300n }))
const double = fc.double().map((value) => (Object.is(value, -0) ? 0 : Number.isFinite(value) ? value : String(value)))
const { keyValue } = fc.letrec<{ anyValue: AnyValue; keyValue: KeyValue }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64.map(String) }),
    fc.record({ doubleValue: double }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('anyValue'), { maxLength: 4 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(tie('keyValue'), { maxLength: 4 }) }) }),
  ),
  keyValue: fc.record({ key: fc.oneof(text, fc.constantFrom('', '__proto__', 'a', 'b')), value: tie('anyValue') }),
}))
const keyValues = fc.array(keyValue, { maxLength: 6 })
const scope = fc.record({ name: text, version: text })
const uint32 = fc.nat(2 ** 32 - 1)
const count = fc.nat(9)

const span = fc.record({
  traceId: hex(16),
  spanId: hex(8),
  parentSpanId: fc.oneof(hex(8), fc.constant('')),
  traceState: text,
  flags: uint32,
  name: text,
  kind: fc.nat(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: keyValues,
  droppedAttributesCount: count,
  events: fc.array(
    fc.record({ timeUnixNano: nanos, name: text, attributes: keyValues, droppedAttributesCount: count }),
    { maxLength: 3 },
  ),
  droppedEventsCount: count,
  links: fc.array(fc.record({ traceId: hex(16), spanId: hex(8) }), { maxLength: 3 }),
  droppedLinksCount: count,
  status: fc.record({ message: text, code: fc.nat(2) }),
})
const scopeSpans = fc.record({ scope, spans: fc.array(span, { maxLength: 3 }), schemaUrl: text })
const resource = fc.record({ attributes: keyValues })
const traces = fc.array(fc.record({ resource, scopeSpans: fc.array(scopeSpans, { maxLength: 3 }), schemaUrl: text }), {
  maxLength: 3,
})

const logRecord = fc.record({
  timeUnixNano: nanos.filter((time) => BigInt(time) >= 1000n),
  severityNumber: fc.nat(24),
  body: keyValue.map((entry) => entry.value),
  attributes: keyValues,
  traceId: fc.oneof(hex(16), fc.constant('')),
  spanId: fc.oneof(hex(8), fc.constant('')),
  eventName: text,
})

test('random traces decode to the same spans from protobuf and from JSON, and to what was sent', () => {
  fc.assert(
    fc.property(traces, (resourceSpans) => {
      const expected = resourceSpans.flatMap((group) =>
        group.scopeSpans.flatMap((scoped) =>
          scoped.spans.map((sent) => ({ span: spanOf(sent), origin: originOf(group, scoped) })),
        ),
      )
      expect(itemsOf(fromProtobuf(tracesCodec.encode({ resourceSpans })))).toEqual(expected)
      expect(itemsOf(fromJson({ resourceSpans }))).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('random log records decode to the same from protobuf and from JSON, and to what was sent', () => {
  fc.assert(
    fc.property(fc.array(logRecord, { maxLength: 4 }), (logRecords) => {
      const request = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] }
      const expected = logRecords.map(recordOf)
      expect(recordsOf(logsFromProtobuf(logsCodec.encode(request)))).toEqual(expected)
      expect(recordsOf(logsFromJson(request))).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('what is declined is missing, and nothing else is', () => {
  fc.assert(
    fc.property(span, fc.integer({ min: 0, max: 3 }), (sent, rest) => {
      const keep = (key: string) => key.length % 4 !== rest
      const request = { resourceSpans: [{ scopeSpans: [{ spans: [sent] }] }] }
      const expected = { ...sent, attributes: sent.attributes.filter(({ key }) => keep(key)) }
      const events = sent.events.map((event) => ({
        ...event,
        attributes: event.attributes.filter(({ key }) => keep(key)),
      }))
      const spans = [spanOf({ ...expected, events })]
      expect(itemsOf(fromProtobuf(tracesCodec.encode(request), keep)).map((item) => item.span)).toEqual(spans)
      expect(itemsOf(fromJson(request, keep)).map((item) => item.span)).toEqual(spans)
    }),
    { numRuns: 100 },
  )
})

type Sent<A> = A extends fc.Arbitrary<infer T> ? T : never

function spanOf(sent: Sent<typeof span>): WireSpan {
  const dropped = [sent.droppedAttributesCount, sent.droppedEventsCount, sent.droppedLinksCount]
  const ofEvents = sent.events.map((event) => event.droppedAttributesCount)
  return {
    traceId: sent.traceId,
    spanId: sent.spanId,
    parentSpanId: sent.parentSpanId === '' ? null : sent.parentSpanId,
    traceState: sent.traceState,
    flags: sent.flags,
    name: sent.name,
    kind: sent.kind,
    startUs: micros(sent.startTimeUnixNano),
    endUs: micros(sent.endTimeUnixNano),
    attributes: mapOf(sent.attributes),
    droppedAttributesCount: [...dropped, ...ofEvents].reduce((sum, one) => sum + one, 0),
    events: sent.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      timeUs: micros(timeUnixNano),
      attributes: mapOf(attributes),
    })),
    links: sent.links,
    statusCode: sent.status.code,
    statusMessage: sent.status.message,
  }
}

function originOf(group: Sent<typeof traces>[number], scoped: Sent<typeof scopeSpans>): WireOrigin {
  return {
    resource: mapOf(group.resource.attributes),
    scope: scoped.scope,
    schemaUrl: scoped.schemaUrl === '' ? group.schemaUrl : scoped.schemaUrl,
  }
}

function recordOf(sent: Sent<typeof logRecord>): WireLogRecord {
  return {
    traceId: sent.traceId === '' ? null : sent.traceId,
    spanId: sent.spanId === '' ? null : sent.spanId,
    timeUs: micros(sent.timeUnixNano),
    eventName: sent.eventName,
    severityNumber: sent.severityNumber,
    body: attributeOf(sent.body),
    attributes: mapOf(sent.attributes),
  }
}

function mapOf(list: readonly KeyValue[]): AttributeMap {
  return new Map(list.map(({ key, value }) => [key, attributeOf(value)]))
}

function attributeOf(value: AnyValue): AttributeValue {
  if (value.intValue !== undefined) return integerOf(BigInt(value.intValue))
  if (value.doubleValue !== undefined) return Number(value.doubleValue)
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(attributeOf)
  if (value.kvlistValue !== undefined) return mapOf(value.kvlistValue.values)
  if (value.bytesValue !== undefined) return new Uint8Array(Buffer.from(value.bytesValue, 'base64'))
  return value.stringValue ?? value.boolValue ?? null
}

function integerOf(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function micros(nanoseconds: string): number {
  return Math.min(Number(BigInt(nanoseconds) / 1000n), Number.MAX_SAFE_INTEGER)
}
