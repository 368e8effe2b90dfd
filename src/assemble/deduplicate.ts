import type { SpanFact } from '../span/span-fact.ts'

/**
 * The same span id twice is a retry (OTLP allows it) or a conflict: the later end time wins, then the smaller hash, so
 * that the answer does not depend on the order of arrival.
 */
export function deduplicate(spans: readonly SpanFact[]): readonly SpanFact[] {
  const kept = new Map<string, SpanFact>()
  for (const span of spans) {
    const other = kept.get(span.spanId)
    if (other === undefined || wins(span, other)) kept.set(span.spanId, span)
  }
  return [...kept.values()]
}

function wins(span: SpanFact, other: SpanFact): boolean {
  if (span.endUs !== other.endUs) return span.endUs > other.endUs
  return span.hash < other.hash
}
