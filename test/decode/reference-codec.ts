import { join } from 'node:path'
import protobuf from 'protobufjs'

const proto = join(import.meta.dirname, '../../proto')

/** Requests in the shape of OTLP/JSON, but with base64 instead of hex ids: what protobufjs takes for bytes. */
export type PlainMessage = { [field: string]: unknown }

export const tracesCodec = codec(
  'collector/trace/v1/trace_service.proto',
  'collector.trace.v1.ExportTraceServiceRequest',
)
export const logsCodec = codec('collector/logs/v1/logs_service.proto', 'collector.logs.v1.ExportLogsServiceRequest')

function codec(file: string, type: string) {
  const root = new protobuf.Root()
  root.resolvePath = (_origin, target) => join(proto, target)
  root.loadSync(`opentelemetry/proto/${file}`)
  const request = root.lookupType(`opentelemetry.proto.${type}`)
  return {
    /** From OTLP/JSON with hex ids to wire bytes. */
    encode: (json: PlainMessage): Uint8Array => request.encode(request.fromObject(withBase64Ids(json))).finish(),
    /** From wire bytes to a plain object: bytes as base64, 64-bit integers as strings. */
    decode: (bytes: Uint8Array): PlainMessage =>
      request.toObject(request.decode(bytes), { bytes: String, longs: String, arrays: true, defaults: true }),
  }
}

function withBase64Ids(value: PlainMessage): PlainMessage {
  const entries = Object.entries(value).map(([name, field]) => [name, converted(name, field)])
  return Object.fromEntries(entries)
}

function converted(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((listed) => converted(name, listed))
  if (typeof value === 'string' && /^(traceId|spanId|parentSpanId)$/.test(name)) {
    return Buffer.from(value, 'hex').toString('base64')
  }
  return typeof value === 'object' && value !== null ? withBase64Ids(value as PlainMessage) : value
}
