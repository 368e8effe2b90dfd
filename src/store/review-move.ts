/**
 * What a person's decision does to a candidate. Only open and snoozed candidates can be decided, accepted and rejected
 * ones only reopened; what stands otherwise, or is not what the reviewer saw, is a conflict. The same review again within a minute
 * changes nothing.
 */
import type { Candidate, CandidateState, Review, ReviewDecision } from '../candidate/candidate.ts'
import type { EventType } from '../candidate/event.ts'
import { wholeMs } from '../count/whole-ms.ts'
import { type CandidateRow, type Changes, changed, type Move } from './candidate-row.ts'
import type { ReviewRequest } from './contract.ts'

/** The candidate that a merge goes into, with the lesson that stands for its own now. */
export interface MergeInto {
  readonly row: CandidateRow
  readonly head: string
}

/**
 * The candidate that takes another one in: it stands for the runs of both, when it is asked whether they were taken back
 * and whether they have doubled since people were told. A merge alone brings neither about.
 */
export function takingIn(into: CandidateRow, merged: CandidateRow): CandidateRow {
  return {
    ...into,
    openedRuns: into.openedRuns + merged.openedRuns,
    toldRuns: into.toldRuns + Math.max(merged.toldRuns, Math.floor(merged.candidate.runs)),
  }
}

export type ReviewMove =
  | { readonly kind: 'moved'; readonly move: Move; readonly merge: MergeInto | null }
  | { readonly kind: 'repeated' | 'conflict' | 'unknown_into' }

/** `into`: what the request names, when it is known. */
export function reviewMove(row: CandidateRow, request: ReviewRequest, into: MergeInto | null): ReviewMove {
  if (isRepeated(row.candidate, request)) return { kind: 'repeated' }
  if (!mayDecide(row.candidate, request)) return { kind: 'conflict' }
  const merge = request.decision === 'merge' && into !== null && mayTakeIn(row, into) ? into : null
  if (request.decision === 'merge' && merge === null) return { kind: 'unknown_into' }
  return { kind: 'moved', move: changed(row, changesOf(row, request), eventOf(request), request.atMs), merge }
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
  accepted: ['reopen'],
  rejected: ['reopen'],
}

function mayDecide({ state }: Candidate, { decision, expected }: ReviewRequest): boolean {
  return (expected === null || expected === state) && decisionsIn[state]?.includes(decision) === true
}

const repeatedWithinMs = 60_000

/** The last review by the same key, for the same reason, with the same effect, which still stands. */
function isRepeated(candidate: Candidate, request: ReviewRequest): boolean {
  const last = candidate.reviews.at(-1)
  const { by, reason } = reviewOf(request)
  if (last?.decision !== request.decision || last.by !== by || last.reason !== reason) return false
  if (Math.abs(last.atMs - wholeMs(request.atMs)) >= repeatedWithinMs) return false
  if (request.decision === 'snooze' && candidate.snoozedUntilMs !== untilOf(request)) return false
  if (request.decision === 'merge' && candidate.mergedInto !== request.into) return false
  return candidate.state === stateAfter[request.decision]
}

/** Candidates that are over take nothing in, nor does one of the same lesson. */
function mayTakeIn({ candidate }: CandidateRow, { row, head }: MergeInto): boolean {
  if (head === candidate.lesson) return false
  return row.candidate.state !== 'closed' && row.candidate.state !== 'merged'
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

const reviewReasonCharsMax = 2000
const byCharsMax = 200

function reviewOf({ decision, reason, by, atMs }: ReviewRequest): Review {
  return { decision, reason: reason.slice(0, reviewReasonCharsMax), by: by.slice(0, byCharsMax), atMs: wholeMs(atMs) }
}

function untilOf({ untilMs }: ReviewRequest): number | null {
  return untilMs === null || !Number.isFinite(untilMs) ? null : wholeMs(untilMs)
}
