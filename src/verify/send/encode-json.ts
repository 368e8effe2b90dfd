import type { PlannedSpan, PlannedValue } from '../planned-run.ts'

/** An OTLP/JSON ExportTraceServiceRequest. `broken` spans with an id of zeros stand at its end. */
export function encodeJson(spans: readonly PlannedSpan[], broken: number): Uint8Array {
  const resourceSpans = [...Map.groupBy(spans, ({ service }) => service)].map(([service, own]) => ({
    resource: { attributes: [attribute('service.name', service)] },
    scopeSpans: [{ scope: { name: 'promontory-verify' }, spans: own.map(spanJson) }],
  }))
  const bad = Array.from({ length: broken }, () => ({
    traceId: 'ab'.repeat(16),
    spanId: '0'.repeat(16),
    name: 'broken',
  }))
  const last = broken > 0 ? [{ scopeSpans: [{ spans: bad }] }] : []
  return Buffer.from(JSON.stringify({ resourceSpans: [...resourceSpans, ...last] }))
}

function spanJson(span: PlannedSpan): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: `${span.startUs}000`,
    endTimeUnixNano: `${span.endUs}000`,
    attributes: Object.entries(span.attributes).map(([key, value]) => attribute(key, value)),
    ...(span.error === null ? {} : { status: { code: 2, message: span.error } }),
  }
}

function attribute(key: string, value: PlannedValue): object {
  return { key, value: anyValue(value) }
}

function anyValue(value: PlannedValue): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'number') return { intValue: String(value) }
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } }
}
