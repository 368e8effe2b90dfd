import type { Decoded, DecodedLogRecord, DecodeLimits, KeepAttribute } from './decoded.ts'
import { logsNames } from './envelope.ts'
import { decodeEnvelope, type WireItems } from './envelope-protobuf.ts'
import { keepingEventName } from './event-name.ts'
import { readLogRecord } from './log-record-protobuf.ts'
import { logsRequest } from './wire-schema.ts'

const logRecords: WireItems<DecodedLogRecord> = {
  names: logsNames,
  request: logsRequest,
  read: (reader, decoding, origin) => ({ record: readLogRecord(reader, decoding), origin }),
}

/** ExportLogsServiceRequest from its wire bytes, without an object in between. */
export function decodeLogsProtobuf(
  body: Uint8Array,
  keep: KeepAttribute,
  limits: DecodeLimits,
): Decoded<DecodedLogRecord> {
  return decodeEnvelope(body, logRecords, keepingEventName(keep), limits)
}
