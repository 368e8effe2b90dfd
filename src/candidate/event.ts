import type { Candidate } from './candidate.ts'

export const eventTypes = [
  'promontory.candidate.opened',
  'promontory.candidate.updated',
  'promontory.candidate.recurred',
  'promontory.candidate.regressed',
  'promontory.candidate.closed',
] as const
export type EventType = (typeof eventTypes)[number]

/** An outbox row: the event as it is told to every sink, under an id that is stable across retries. */
export interface CandidateEvent {
  /** Grows with every event of its tenant: the order of delivery. */
  readonly sequence: number
  readonly id: string
  readonly type: EventType
  readonly timeMs: number
  readonly tenant: string
  readonly candidate: Candidate
}
