import type { CandidateEvent } from '../candidate/event.ts'
import { cloudEvent } from './cloud-event.ts'

/** An event as one line of NDJSON. JSON writes line breaks of a name as escapes, so a line is a line. */
export function eventLine(event: CandidateEvent): string {
  return `${JSON.stringify(cloudEvent(event))}\n`
}
