/**
 * review: what a person decides of a candidate. In one transaction: its state, the review in its list, the event that
 * tells of it, and for a merge the lesson that becomes part of the other one. Only open and snoozed candidates can be
 * decided, rejected ones only reopened; what stands otherwise, or is not what the reviewer saw, is a conflict and
 * changes nothing. The same review again within a minute answers `done` and changes nothing.
 */
import type { Candidate, CandidateState, Review, ReviewDecision } from '../../candidate/candidate.ts'
import type { EventType } from '../../candidate/event.ts'
import type { ReviewAnswer, ReviewRequest } from '../contract.ts'
import { type Changes, changeCandidate } from './candidate-moves.ts'
import { type CandidateRow, candidateById } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { markKnownLesson } from './mark-lesson.ts'
import { headLesson, mergeLesson } from './merged-lessons.ts'
import { wholeMs } from './time.ts'

export function review(engine: Engine, request: ReviewRequest): ReviewAnswer {
  const row = candidateById(engine, request.tenant, request.candidateId)
  if (row === null) return { kind: 'unknown', what: 'candidate' }
  if (isRepeated(row.candidate, request)) return { kind: 'done', candidate: row.candidate }
  if (!mayDecide(row.candidate, request)) return { kind: 'conflict', candidate: row.candidate }
  const into = request.decision === 'merge' ? intoOf(engine, row, request) : null
  if (request.decision === 'merge' && into === null) return { kind: 'unknown', what: 'into' }
  if (into !== null) mergeInto(engine, row, into)
  const done = changeCandidate(engine, row, changesOf(row, request), eventOf(request), request.atMs)
  if (request.decision === 'reopen') markKnownLesson(engine, request.tenant, row.candidate.lesson)
  return { kind: 'done', candidate: done.candidate }
}

const stateAfter: Readonly<Record<ReviewDecision, CandidateState>> = {
  accept: 'accepted',
  reject: 'rejected',
  snooze: 'snoozed',
  merge: 'merged',
  reopen: 'open',
}

const decisionsIn: { readonly [S in CandidateState]?: readonly ReviewDecision[] } = {
  open: ['accept', 'reject', 'snooze', 'merge'],
  snoozed: ['accept', 'reject', 'snooze', 'merge', 'reopen'],
  rejected: ['reopen'],
}

function mayDecide({ state }: Candidate, { decision, expected }: ReviewRequest): boolean {
  return (expected === null || expected === state) && decisionsIn[state]?.includes(decision) === true
}

const repeatedWithinMs = 60_000

/** The last review by the same key, with the same effect, which still stands. */
function isRepeated(candidate: Candidate, request: ReviewRequest): boolean {
  const last = candidate.reviews.at(-1)
  if (last?.decision !== request.decision || last.by !== reviewOf(request).by) return false
  if (Math.abs(last.atMs - wholeMs(request.atMs)) >= repeatedWithinMs) return false
  if (request.decision === 'snooze' && candidate.snoozedUntilMs !== untilOf(request)) return false
  if (request.decision === 'merge' && candidate.mergedInto !== request.into) return false
  return candidate.state === stateAfter[request.decision]
}

/** Candidates that are over take nothing in, nor does one of the same lesson. */
function intoOf(engine: Engine, row: CandidateRow, { tenant, into }: ReviewRequest): CandidateRow | null {
  const other = into === null ? null : candidateById(engine, tenant, into)
  if (other === null || headLesson(engine, tenant, other.candidate.lesson) === row.candidate.lesson) return null
  return other.candidate.state === 'closed' || other.candidate.state === 'merged' ? null : other
}

/** The other candidate stands for the runs of both from now on, also when it is asked whether they were taken back. */
function mergeInto(engine: Engine, row: CandidateRow, into: CandidateRow): void {
  const { tenant, lesson } = row.candidate
  mergeLesson(engine, tenant, lesson, headLesson(engine, tenant, into.candidate.lesson))
  engine.database.run(
    'UPDATE candidates SET opened_runs = opened_runs + ? WHERE id = ?',
    row.openedRuns,
    into.candidate.id,
  )
}

/** The latest are kept; each was also told in an event of its own. */
const reviewsMax = 200

function changesOf({ candidate }: CandidateRow, request: ReviewRequest): Changes {
  return {
    state: stateAfter[request.decision],
    reviews: [...candidate.reviews, reviewOf(request)].slice(-reviewsMax),
    snoozedUntilMs: request.decision === 'snooze' ? untilOf(request) : null,
    mergedInto: request.decision === 'merge' ? request.into : null,
  }
}

function eventOf({ decision }: ReviewRequest): EventType {
  return decision === 'reject' ? 'promontory.candidate.closed' : 'promontory.candidate.updated'
}

const reasonCharsMax = 2000
const byCharsMax = 200

function reviewOf({ decision, reason, by, atMs }: ReviewRequest): Review {
  return { decision, reason: reason.slice(0, reasonCharsMax), by: by.slice(0, byCharsMax), atMs: wholeMs(atMs) }
}

function untilOf({ untilMs }: ReviewRequest): number | null {
  return untilMs === null || !Number.isFinite(untilMs) ? null : wholeMs(untilMs)
}
