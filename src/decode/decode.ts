import type { Decoded, DecodedLogRecord, DecodedSpan, DecodeLimits, KeepAttribute } from './decoded.ts'
import { decodeLogsJson } from './logs-json.ts'
import { decodeLogsProtobuf } from './logs-protobuf.ts'
import { decodeTracesJson } from './traces-json.ts'
import { decodeTracesProtobuf } from './traces-protobuf.ts'

export type BodyEncoding = 'protobuf' | 'json'

/**
 * The body of an OTLP trace export, decompressed, to spans: the same spans whichever encoding they came in. Never
 * throws on what a client sent. Bytes values may be views of `body`.
 */
export function decodeTraces(
  body: Uint8Array,
  encoding: BodyEncoding,
  keep: KeepAttribute,
  limits: DecodeLimits,
): Decoded<DecodedSpan> {
  const decode = encoding === 'protobuf' ? decodeTracesProtobuf : decodeTracesJson
  return decode(body, keep, limits)
}

/** The same for log records; their `event.name` attribute is kept without being asked for. */
export function decodeLogs(
  body: Uint8Array,
  encoding: BodyEncoding,
  keep: KeepAttribute,
  limits: DecodeLimits,
): Decoded<DecodedLogRecord> {
  const decode = encoding === 'protobuf' ? decodeLogsProtobuf : decodeLogsJson
  return decode(body, keep, limits)
}
