import type { WireLogRecord } from '../span/wire-span.ts'
import { readAnyValue, readAttribute, readMicros } from './attributes-protobuf.ts'
import type { Decoding } from './decoding.ts'
import { newLogRecord } from './drafts.ts'
import { knownEnumerator, severityNumbers } from './enums.ts'
import { nameEvent } from './event-name.ts'
import { readId, spanIdBytes, traceIdBytes } from './ids-protobuf.ts'
import { tagOf, type WireReader, wireType } from './wire-reader.ts'

const { varint, fixed64, bytes } = wireType

/** Fields of LogRecord: opentelemetry/proto/logs/v1. */
const tag = {
  time: tagOf(1, fixed64),
  severityNumber: tagOf(2, varint),
  body: tagOf(5, bytes),
  attribute: tagOf(6, bytes),
  traceId: tagOf(9, bytes),
  spanId: tagOf(10, bytes),
  observedTime: tagOf(11, fixed64),
  eventName: tagOf(12, bytes),
} as const

// Nesting of what a record holds: request, resource, scope and record stand above it.
const fieldDepth = 4

/** Reads the log record between `pos` and `end`; one that cannot be kept is a fault of the reader. */
export function readLogRecord(reader: WireReader, decoding: Decoding): WireLogRecord {
  const record = newLogRecord()
  let observedUs = 0
  while (reader.next()) {
    if (reader.tag === tag.time) record.timeUs = readMicros(reader)
    else if (reader.tag === tag.observedTime) observedUs = readMicros(reader)
    else if (reader.tag === tag.attribute) readAttribute(reader, record.attributes, decoding, fieldDepth)
    else if (reader.tag === tag.body) {
      const outer = reader.enter()
      record.body = readAnyValue(reader, decoding, fieldDepth)
      reader.leave(outer)
    } else if (reader.tag === tag.traceId) record.traceId = readId(reader, 'trace id', traceIdBytes) || null
    else if (reader.tag === tag.spanId) record.spanId = readId(reader, 'span id', spanIdBytes) || null
    else if (reader.tag === tag.eventName) record.eventName = reader.text(decoding.limits.nameBytesMax)
    else if (reader.tag === tag.severityNumber) {
      record.severityNumber = knownEnumerator(reader.uint32(), severityNumbers)
    } else reader.skip()
  }
  if (record.timeUs === 0) record.timeUs = observedUs
  nameEvent(record, decoding.limits)
  return record
}
