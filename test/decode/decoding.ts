import { decodeLogs, decodeTraces } from '../../src/decode/decode.ts'
import { type Decoded, type DecodeLimits, decodeLimits, type KeepAttribute } from '../../src/decode/decoded.ts'
import type { WireLogRecord, WireSpan } from '../../src/span/wire-span.ts'

const keepAll: KeepAttribute = () => true

export function fromProtobuf(body: Uint8Array, keep = keepAll, limits: DecodeLimits = decodeLimits) {
  return decodeTraces(body, 'protobuf', keep, limits)
}

/** A string is the body itself, anything else its JSON. */
export function fromJson(body: unknown, keep = keepAll, limits: DecodeLimits = decodeLimits) {
  return decodeTraces(jsonBody(body), 'json', keep, limits)
}

export function logsFromProtobuf(body: Uint8Array, keep = keepAll) {
  return decodeLogs(body, 'protobuf', keep, decodeLimits)
}

export function logsFromJson(body: unknown, keep = keepAll) {
  return decodeLogs(jsonBody(body), 'json', keep, decodeLimits)
}

export function jsonBody(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** OTLP/JSON of one resource and one scope around these spans. */
export function jsonOf(...spans: readonly unknown[]) {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] }
}

export function spansOf(decoded: Decoded<{ readonly span: WireSpan }>): readonly WireSpan[] {
  return itemsOf(decoded).map((item) => item.span)
}

export function recordsOf(decoded: Decoded<{ readonly record: WireLogRecord }>): readonly WireLogRecord[] {
  return itemsOf(decoded).map((item) => item.record)
}

export function itemsOf<T>(decoded: Decoded<T>): readonly T[] {
  if (decoded.kind !== 'decoded') throw new Error(`${decoded.kind}: ${decoded.message}`)
  return decoded.items
}

/** The one span that was decoded, with none rejected. */
export function onlySpan(decoded: Decoded<{ readonly span: WireSpan }>): WireSpan {
  const [span, ...others] = spansOf(decoded)
  if (span === undefined || others.length > 0 || rejectedOf(decoded) > 0) {
    throw new Error(
      `expected one span: ${JSON.stringify(decoded, (_key, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
    )
  }
  return span
}

export function rejectedOf(decoded: Decoded<unknown>): number {
  return decoded.kind === 'decoded' ? decoded.rejected : 0
}
