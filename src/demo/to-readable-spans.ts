import type { Attributes, AttributeValue, HrTime, Link, SpanContext } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace'
import type { AnyValue, KeyValue, OtlpEvent, OtlpSpan, TraceRequest } from './otlp-json.ts'

type Origin = Pick<ReadableSpan, 'resource' | 'instrumentationScope'>

/** A request as the SDK would hand it to an exporter, with all times moved by `shiftNs` and `extra` on every span. */
export function toReadableSpans(request: TraceRequest, shiftNs: bigint, extra: Attributes): readonly ReadableSpan[] {
  return (request.resourceSpans ?? []).flatMap((resourceSpans) => {
    const resource = resourceFromAttributes(attributesOf(resourceSpans.resource?.attributes))
    return (resourceSpans.scopeSpans ?? []).flatMap(({ scope, spans }) => {
      const { name = '', version } = scope ?? {}
      const origin = { resource, instrumentationScope: version === undefined ? { name } : { name, version } }
      return (spans ?? []).map((span) => readableSpan(span, origin, shiftNs, extra))
    })
  })
}

function readableSpan(span: OtlpSpan, origin: Origin, shiftNs: bigint, extra: Attributes): ReadableSpan {
  const context = contextOf(span.traceId, span.spanId)
  const start = BigInt(span.startTimeUnixNano)
  const end = BigInt(span.endTimeUnixNano)
  return {
    ...origin,
    ...parentOf(span),
    name: span.name,
    // The API counts from internal = 0, OTLP from internal = 1.
    kind: (span.kind ?? 1) - 1,
    spanContext: () => context,
    startTime: hrTime(start + shiftNs),
    endTime: hrTime(end + shiftNs),
    duration: hrTime(end - start),
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
    attributes: { ...extra, ...attributesOf(span.attributes) },
    events: (span.events ?? []).map((event) => timedEvent(event, shiftNs)),
    links: (span.links ?? []).map((link): Link => ({ context: contextOf(link.traceId, link.spanId) })),
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

const parentIsRemote = 0x200

function parentOf(span: OtlpSpan): Pick<ReadableSpan, 'parentSpanContext'> {
  if (!span.parentSpanId) return {}
  const isRemote = ((span.flags ?? 0) & parentIsRemote) !== 0
  return { parentSpanContext: { ...contextOf(span.traceId, span.parentSpanId), isRemote } }
}

function contextOf(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: 1 }
}

function timedEvent(event: OtlpEvent, shiftNs: bigint): TimedEvent {
  return {
    name: event.name,
    time: hrTime(BigInt(event.timeUnixNano) + shiftNs),
    attributes: attributesOf(event.attributes),
  }
}

const second = 1_000_000_000n

function hrTime(ns: bigint): HrTime {
  return [Number(ns / second), Number(ns % second)]
}

function attributesOf(pairs: readonly KeyValue[] | undefined): Attributes {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, attributeValue(value)]))
}

function attributeValue(value: AnyValue | undefined): AttributeValue | undefined {
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map((item) => item.stringValue ?? null)
  return scalarOf(value)
}

function scalarOf(value: AnyValue | undefined): string | number | boolean | undefined {
  if (value?.intValue !== undefined) return Number(value.intValue)
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue
}
