import type { Decoded, DecodedLogRecord, DecodeLimits, KeepAttribute } from './decoded.ts'
import { logsNames } from './envelope.ts'
import { decodeJsonEnvelope, type JsonItems } from './envelope-json.ts'
import { keepingEventName } from './event-name.ts'
import { readJsonLogRecord } from './log-record-json.ts'

const logRecords: JsonItems<DecodedLogRecord> = {
  names: logsNames,
  read: (json, decoding, origin) => ({ record: readJsonLogRecord(json, decoding), origin }),
}

/** ExportLogsServiceRequest in OTLP/JSON. */
export function decodeLogsJson(body: Uint8Array, keep: KeepAttribute, limits: DecodeLimits): Decoded<DecodedLogRecord> {
  return decodeJsonEnvelope(body, logRecords, keepingEventName(keep), limits)
}
