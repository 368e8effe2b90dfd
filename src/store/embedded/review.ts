/**
 * review: what a person decides of a candidate (review-move.ts). In one transaction: its state, the review in its list,
 * the event that tells of it, and for a merge the lesson that becomes part of the other one. A conflict and a repetition
 * change nothing.
 */
import type { CandidateRow } from '../candidate-row.ts'
import type { ReviewAnswer, ReviewRequest } from '../contract.ts'
import { type MergeInto, type ReviewMove, reviewMove, takingIn } from '../review-move.ts'
import { candidateById } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { markKnownLesson } from './mark-lesson.ts'
import { headLesson, mergeLesson } from './merged-lessons.ts'
import { writeMove } from './write-move.ts'

export function review(engine: Engine, request: ReviewRequest): ReviewAnswer {
  const row = candidateById(engine, request.tenant, request.candidateId)
  if (row === null) return { kind: 'unknown', what: 'candidate' }
  const reviewed = reviewMove(row, request, intoOf(engine, request))
  if (reviewed.kind !== 'moved') return unmoved(row, reviewed.kind)
  if (reviewed.merge !== null) mergeInto(engine, row, reviewed.merge)
  writeMove(engine, reviewed.move)
  if (request.decision === 'reopen') markKnownLesson(engine, request.tenant, row.candidate.lesson)
  return { kind: 'done', candidate: reviewed.move.row.candidate }
}

function unmoved({ candidate }: CandidateRow, kind: Exclude<ReviewMove['kind'], 'moved'>): ReviewAnswer {
  if (kind === 'unknown_into') return { kind: 'unknown', what: 'into' }
  return { kind: kind === 'repeated' ? 'done' : 'conflict', candidate }
}

function intoOf(engine: Engine, { tenant, into }: ReviewRequest): MergeInto | null {
  const row = into === null ? null : candidateById(engine, tenant, into)
  return row === null ? null : { row, head: headLesson(engine, tenant, row.candidate.lesson) }
}

function mergeInto(engine: Engine, merged: CandidateRow, { row, head }: MergeInto): void {
  mergeLesson(engine, merged.candidate.tenant, merged.candidate.lesson, head)
  writeMove(engine, { row: takingIn(row, merged), events: [] })
}
