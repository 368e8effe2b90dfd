/**
 * What a decision does to the candidate of its lesson. At most one candidate of a lesson is open, and what a person
 * decided is not changed by a count: a rejected lesson opens no other candidate, a snoozed one comes back in its time, an
 * accepted one tells when it recurs.
 */
import {
  type CandidateRow,
  changed,
  closed,
  followedBy,
  hasDoubled,
  type Move,
  opened,
  refreshed,
  reopened,
} from './candidate-row.ts'
import type { DecisionAnswer, LessonDecision } from './contract.ts'

/** What is known of the lesson beside the decision. */
export interface LessonState {
  /** That of its last candidate; 0 before the first. */
  readonly sequence: number
  /** All its runs, as far back as they are counted. */
  readonly runs: number
}

export interface DecisionMove {
  readonly answer: Exclude<DecisionAnswer, { kind: 'superseded' }>
  /** Null when the candidate stays as it is. */
  readonly move: Move | null
}

/** `latest`: the last candidate of the lesson, whatever became of it. */
export function decisionMove(decision: LessonDecision, lesson: LessonState, latest: CandidateRow | null): DecisionMove {
  if (latest === null || latest.candidate.state === 'closed') {
    if (decision.candidate === null) return { answer: { kind: 'recorded', candidateId: null }, move: null }
    const move = opened(decision, decision.candidate, lesson.sequence + 1, lesson.runs)
    return { answer: { kind: 'opened', candidateId: move.row.candidate.id }, move }
  }
  const { kind, move } = moveKnown(decision, lesson, latest)
  return { answer: { kind, candidateId: latest.candidate.id }, move }
}

interface Moved {
  readonly kind: 'updated' | 'closed' | 'recorded'
  readonly move: Move | null
}

const stays: Moved = { kind: 'recorded', move: null }

function moveKnown(decision: LessonDecision, lesson: LessonState, row: CandidateRow): Moved {
  switch (row.candidate.state) {
    case 'open':
      return moveOpen(decision, lesson, row)
    case 'snoozed':
      return moveSnoozed(decision, lesson, row)
    case 'accepted':
    case 'promoted':
      return moveDecided(decision, row)
    default:
      return stays
  }
}

function moveOpen(decision: LessonDecision, lesson: LessonState, row: CandidateRow): Moved {
  if (decision.candidate !== null) {
    return { kind: 'updated', move: refreshed(row, decision.candidate, decision.nowMs) }
  }
  if (!isTakenBack(row, lesson)) return stays
  return { kind: 'closed', move: closed(row, 'taken_back', decision.nowMs) }
}

/** One whose time has come is open again, with the numbers of this decision, and then treated as open. */
function moveSnoozed(decision: LessonDecision, lesson: LessonState, row: CandidateRow): Moved {
  const wakeMs = row.candidate.snoozedUntilMs
  if (wakeMs === null || wakeMs > decision.nowMs) return stays
  const awake = reopened(row, decision.candidate ?? {}, decision.nowMs)
  if (decision.candidate !== null) return { kind: 'updated', move: awake }
  const after = moveOpen(decision, lesson, awake.row)
  return { kind: after.kind === 'closed' ? 'closed' : 'updated', move: followedBy(awake, () => after.move) }
}

/** Runs that doubled since the last event: the lesson recurs although somebody took it on. */
function moveDecided(decision: LessonDecision, row: CandidateRow): Moved {
  if (decision.candidate === null || !hasDoubled(row, decision.candidate)) return stays
  return {
    kind: 'updated',
    move: changed(row, decision.candidate, 'promontory.candidate.recurred', decision.nowMs),
  }
}

/** Compares all runs of the lesson, as far back as they are counted: a window that moves on takes nothing back. */
function isTakenBack(latest: CandidateRow, lesson: LessonState): boolean {
  return lesson.runs * 2 < latest.openedRuns
}
