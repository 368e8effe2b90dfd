import type { AttributeMap } from '../span/attribute-value.ts'
import type { Fingerprint } from '../span/fingerprint.ts'
import type { WireSpan } from '../span/wire-span.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Data } from './data.ts'

const charsPerValue = 512

/** Tells two different spans under one id apart; long values count by their beginning and their length. */
export function spanHash(span: WireSpan, fingerprint: Fingerprint): string {
  const head = [
    span.traceId,
    span.spanId,
    span.parentSpanId,
    span.name,
    span.kind,
    span.startUs,
    span.endUs,
    span.statusCode,
  ]
  const events = span.events.map((event) => `${event.name}@${event.timeUs}${digest(event.attributes)}`)
  return fingerprint(
    [...head, span.statusMessage.slice(0, charsPerValue), digest(span.attributes), ...events].join('\n'),
  )
}

export function digest(attributes: AttributeMap): string {
  return [...attributes]
    .map(([key, value]) => `${key}=${shortened(value)}`)
    .sort()
    .join('\n')
}

function shortened(value: Data): string {
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length <= charsPerValue ? text : `${text.slice(0, charsPerValue)}#${text.length}`
}
