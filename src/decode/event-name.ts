import { cutText } from './cut-text.ts'
import type { DecodeLimits, KeepAttribute } from './decoded.ts'
import type { LogRecordDraft } from './drafts.ts'

/** Where the name of an event stood before LogRecord had a field for it. */
const eventNameKey = 'event.name'

/** Of a log record this attribute is always read. */
export function keepingEventName(keep: KeepAttribute): KeepAttribute {
  return (key) => key === eventNameKey || keep(key)
}

/** The older attribute stands in for a field that was not set. */
export function nameEvent(record: LogRecordDraft, limits: DecodeLimits): void {
  const older = record.attributes.get(eventNameKey)
  if (record.eventName === '' && typeof older === 'string') record.eventName = cutText(older, limits.nameBytesMax)
}
