import type { CandidateEvent } from '../candidate/event.ts'
import { boundedEvent } from './bounded-event.ts'

/** An event as it goes over an event stream. */
export interface EventFrame {
  readonly sequence: number
  readonly text: string
}

/** A longer one could never be told within what may wait for a client. */
const frameBytesMax = 64 * 1024

/**
 * The id is the sequence, so that a client resumes with Last-Event-ID. There is no `event` field: the type stands in the
 * CloudEvent, and a client gets every type without naming it.
 */
export function eventFrame(event: CandidateEvent): EventFrame {
  return { sequence: event.sequence, text: `id: ${event.sequence}\ndata: ${boundedEvent(event, frameBytesMax)}\n\n` }
}
