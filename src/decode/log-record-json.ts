import type { WireLogRecord } from '../span/wire-span.ts'
import { readJsonAttributes, readJsonValue } from './attributes-json.ts'
import type { Decoding } from './decoding.ts'
import { newLogRecord } from './drafts.ts'
import { severityNumbers } from './enums.ts'
import { nameEvent } from './event-name.ts'
import { type JsonObject, jsonEnum, jsonId, jsonMicros, jsonName } from './json-fields.ts'
import { spanIdDigits, traceIdDigits } from './span-json.ts'

/** Reads one log record; what cannot be kept is a fault of the decoding. */
export function readJsonLogRecord(json: JsonObject, decoding: Decoding): WireLogRecord {
  const record = newLogRecord()
  record.traceId = jsonId(json.traceId, 'traceId', traceIdDigits, decoding) || null
  record.spanId = jsonId(json.spanId, 'spanId', spanIdDigits, decoding) || null
  const observedUs = jsonMicros(json.observedTimeUnixNano, 'observedTimeUnixNano', decoding)
  record.timeUs = jsonMicros(json.timeUnixNano, 'timeUnixNano', decoding) || observedUs
  record.eventName = jsonName(json.eventName, 'eventName', decoding)
  record.severityNumber = jsonEnum(json.severityNumber, 'severityNumber', severityNumbers, decoding)
  record.body = readJsonValue(json.body, decoding)
  readJsonAttributes(json.attributes, record.attributes, decoding)
  nameEvent(record, decoding.limits)
  return record
}
