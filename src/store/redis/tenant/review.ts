/**
 * review: what a person decides of a candidate (review-move.ts). One script writes its state, the review in its list, the
 * event that tells of it, and for a merge the lesson that becomes part of the other one, if all is still as it was read.
 * A conflict and a repetition change nothing.
 */
import type { CandidateRow } from '../../candidate-row.ts'
import type { ReviewAnswer, ReviewRequest } from '../../contract.ts'
import { type ReviewMove, reviewMove, takingIn } from '../../review-move.ts'
import { candidateById, type SeenCandidate } from './candidate-record.ts'
import { headLesson } from './lesson-record.ts'
import { moveCandidates } from './move-candidates.ts'
import type { Slot } from './slot.ts'
import { untilStanding } from './try-again.ts'

export function review(slot: Slot, request: ReviewRequest): Promise<ReviewAnswer> {
  return untilStanding(() => reviewOnce(slot, request))
}

async function reviewOnce(slot: Slot, request: ReviewRequest): Promise<ReviewAnswer | 'again'> {
  const seen = await candidateById(slot, request.candidateId)
  if (seen === null) return { kind: 'unknown', what: 'candidate' }
  const into = await intoOf(slot, request)
  const reviewed = reviewMove(seen.row, request, into === null ? null : { row: into.seen.row, head: into.head })
  if (reviewed.kind !== 'moved') return unmoved(seen.row, reviewed.kind)
  const { lesson } = seen.row.candidate
  const written =
    reviewed.merge === null || into === null
      ? await moveCandidates(slot, {
          ...{ seen: [seen], moves: [reviewed.move] },
          mark: request.decision === 'reopen' ? [lesson] : [],
        })
      : await moveCandidates(slot, {
          seen: [seen, into.seen],
          heads: [lesson, into.head],
          moves: [reviewed.move, { row: takingIn(into.seen.row, seen.row), events: [] }],
          merge: [lesson, into.head],
        })
  return written ? { kind: 'done', candidate: reviewed.move.row.candidate } : 'again'
}

function unmoved({ candidate }: CandidateRow, kind: Exclude<ReviewMove['kind'], 'moved'>): ReviewAnswer {
  if (kind === 'unknown_into') return { kind: 'unknown', what: 'into' }
  return { kind: kind === 'repeated' ? 'done' : 'conflict', candidate }
}

interface Into {
  readonly seen: SeenCandidate
  readonly head: string
}

async function intoOf(slot: Slot, { into }: ReviewRequest): Promise<Into | null> {
  const seen = into === null ? null : await candidateById(slot, into)
  return seen === null ? null : { seen, head: await headLesson(slot, seen.row.candidate.lesson) }
}
