/**
 * An OTLP ExportTraceServiceRequest in protobuf, written from the published .proto files and not through the service's own
 * code, so that a fault in that cannot hide itself.
 */
import type { PlannedSpan, PlannedValue } from '../planned-run.ts'

/** `broken` spans with an id of zeros stand at the end. */
export function encodeProtobuf(spans: readonly PlannedSpan[], broken: number): Uint8Array {
  const resourceSpans = [...Map.groupBy(spans, ({ service }) => service)].map(([service, own]) =>
    message(
      1,
      message(1, keyValue(1, 'service.name', service)),
      message(2, message(1, text(1, 'promontory-verify')), ...own.map((span) => message(2, spanFields(span)))),
    ),
  )
  const bad = bytes(message(2, hex(1, 'ab'.repeat(16)), hex(2, '0'.repeat(16)), text(5, 'broken')))
  const last = broken > 0 ? [message(1, message(2, ...Array.from({ length: broken }, () => bad)))] : []
  return bytes(...resourceSpans, ...last)
}

function spanFields(span: PlannedSpan): Uint8Array {
  return bytes(
    hex(1, span.traceId),
    hex(2, span.spanId),
    span.parentSpanId === null ? none : hex(4, span.parentSpanId),
    text(5, span.name),
    number(6, span.kind),
    fixed64(7, BigInt(span.startUs) * 1000n),
    fixed64(8, BigInt(span.endUs) * 1000n),
    ...Object.entries(span.attributes).map(([key, value]) => keyValue(9, key, value)),
    span.error === null ? none : message(15, text(2, span.error), number(3, 2)),
  )
}

function keyValue(field: number, key: string, value: PlannedValue): Uint8Array {
  return message(field, text(1, key), message(2, anyValue(value)))
}

function anyValue(value: PlannedValue): Uint8Array {
  if (typeof value === 'string') return text(1, value)
  if (typeof value === 'number') return number(3, value)
  return message(5, ...value.map((item) => message(1, text(1, item))))
}

const none = new Uint8Array(0)
const [varintType, fixed64Type, lengthType] = [0, 1, 2] as const

function bytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

function message(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = bytes(...parts)
  return bytes(tag(field, lengthType), varint(BigInt(content.length)), content)
}

function text(field: number, value: string): Uint8Array {
  return message(field, Buffer.from(value))
}

function hex(field: number, value: string): Uint8Array {
  return message(field, Buffer.from(value, 'hex'))
}

function number(field: number, value: number): Uint8Array {
  return bytes(tag(field, varintType), varint(BigInt(value)))
}

function fixed64(field: number, value: bigint): Uint8Array {
  const content = Buffer.alloc(8)
  content.writeBigUInt64LE(value)
  return bytes(tag(field, fixed64Type), content)
}

function tag(field: number, type: number): Uint8Array {
  return varint(BigInt(field * 8 + type))
}

function varint(value: bigint): Uint8Array {
  const out: number[] = []
  let rest = value
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128)
  return Uint8Array.from([...out, Number(rest)])
}
