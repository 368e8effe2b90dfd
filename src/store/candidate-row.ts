/** A candidate as engines keep it, and what can happen to it. Each change of its state comes with the event that tells. */
import type { Candidate, CandidateBody, ClosedReason } from '../candidate/candidate.ts'
import type { CandidateEvent, EventType } from '../candidate/event.ts'
import { candidateId, eventId } from '../candidate/ids.ts'
import { wholeMs } from '../count/whole-ms.ts'
import type { LessonDecision } from './contract.ts'

export interface CandidateRow {
  readonly candidate: Candidate
  /** All runs of the lesson when it opened: what a taking-back is compared with. */
  readonly openedRuns: number
  /** The candidate's runs in the last event. */
  readonly toldRuns: number
  /** How many events told of it. */
  readonly events: number
}

/** An event before the outbox gives it its sequence. */
export type EventDraft = Omit<CandidateEvent, 'sequence'>

/** What to write, in one step: the row as it is then, and the events that tell of it, in order. */
export interface Move {
  readonly row: CandidateRow
  readonly events: readonly EventDraft[]
}

/** What makes a candidate itself does not change. */
export type Changes = Partial<Omit<Candidate, 'id' | 'tenant' | 'lesson' | 'sequence' | 'openedAtMs' | 'updatedAtMs'>>

export function opened(decision: LessonDecision, body: CandidateBody, sequence: number, lessonRuns: number): Move {
  const { tenant, lesson } = decision
  const nowMs = wholeMs(decision.nowMs)
  const id = candidateId(tenant, lesson, sequence)
  const candidate: Candidate = {
    ...body,
    ...{ tenant, lesson, id, sequence, state: 'open' },
    ...{ closedReason: null, reviews: [], snoozedUntilMs: null, mergedInto: null },
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  return told({ candidate, openedRuns: lessonRuns, toldRuns: 0, events: 0 }, 'promontory.candidate.opened')
}

/** The numbers of a candidate whose state stays: told only when its runs have doubled since the last event. */
export function refreshed(row: CandidateRow, body: CandidateBody, nowMs: number): Move {
  if (hasDoubled(row, body)) return changed(row, body, 'promontory.candidate.updated', nowMs)
  return { row: { ...row, candidate: withChanges(row, body, nowMs) }, events: [] }
}

export function hasDoubled(row: CandidateRow, body: CandidateBody): boolean {
  return body.runs >= Math.max(1, row.toldRuns) * 2
}

export function closed(row: CandidateRow, reason: ClosedReason, nowMs: number): Move {
  const changes: Changes = { state: 'closed', closedReason: reason, snoozedUntilMs: null }
  return changed(row, changes, 'promontory.candidate.closed', nowMs)
}

export function reopened(row: CandidateRow, changes: Changes, nowMs: number): Move {
  const open: Changes = { ...changes, state: 'open', snoozedUntilMs: null }
  return changed(row, open, 'promontory.candidate.updated', nowMs)
}

export function changed(row: CandidateRow, changes: Changes, type: EventType, nowMs: number): Move {
  return told({ ...row, candidate: withChanges(row, changes, nowMs) }, type)
}

/** One move after another is one move. */
export function followedBy(first: Move, next: (row: CandidateRow) => Move | null): Move {
  const second = next(first.row)
  return second === null ? first : { row: second.row, events: [...first.events, ...second.events] }
}

function withChanges({ candidate }: CandidateRow, changes: Changes, nowMs: number): Candidate {
  const { id, tenant, lesson, sequence, openedAtMs } = candidate
  return { ...candidate, ...changes, ...{ id, tenant, lesson, sequence, openedAtMs, updatedAtMs: wholeMs(nowMs) } }
}

function told(row: CandidateRow, type: EventType): Move {
  const { candidate } = row
  const events = row.events + 1
  const event: EventDraft = {
    id: eventId(candidate.id, type, events),
    type,
    timeMs: candidate.updatedAtMs,
    tenant: candidate.tenant,
    candidate,
  }
  return { row: { ...row, events, toldRuns: Math.floor(candidate.runs) }, events: [event] }
}
