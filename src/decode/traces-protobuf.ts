import type { Decoded, DecodedSpan, DecodeLimits, KeepAttribute } from './decoded.ts'
import { tracesNames } from './envelope.ts'
import { decodeEnvelope, type WireItems } from './envelope-protobuf.ts'
import { readSpan } from './span-protobuf.ts'
import { tracesRequest } from './wire-schema.ts'

const spans: WireItems<DecodedSpan> = {
  names: tracesNames,
  request: tracesRequest,
  read: (reader, decoding, origin) => ({ span: readSpan(reader, decoding), origin }),
}

/** ExportTraceServiceRequest from its wire bytes, without an object in between. */
export function decodeTracesProtobuf(
  body: Uint8Array,
  keep: KeepAttribute,
  limits: DecodeLimits,
): Decoded<DecodedSpan> {
  return decodeEnvelope(body, spans, keep, limits)
}
