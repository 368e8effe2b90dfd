import type { Decoded, DecodedSpan, DecodeLimits, KeepAttribute } from './decoded.ts'
import { tracesNames } from './envelope.ts'
import { decodeJsonEnvelope, type JsonItems } from './envelope-json.ts'
import { readJsonSpan } from './span-json.ts'

const spans: JsonItems<DecodedSpan> = {
  names: tracesNames,
  read: (json, decoding, origin) => ({ span: readJsonSpan(json, decoding), origin }),
}

/** ExportTraceServiceRequest in OTLP/JSON. */
export function decodeTracesJson(body: Uint8Array, keep: KeepAttribute, limits: DecodeLimits): Decoded<DecodedSpan> {
  return decodeJsonEnvelope(body, spans, keep, limits)
}
