import type { Candidate, CandidateState } from '../../candidate/candidate.ts'
import type { Engine } from './engine.ts'
import { readBody } from './json-body.ts'
import { integer, word } from './rows.ts'

export interface CandidateRow {
  readonly candidate: Candidate
  readonly state: CandidateState
  readonly openedRuns: number
  readonly toldRuns: number
  readonly events: number
}

/** The last candidate of a lesson, whatever became of it. */
export function latestCandidate({ database }: Engine, tenant: string, lesson: string): CandidateRow | null {
  const row = database.get(
    'SELECT * FROM candidates WHERE tenant = ? AND lesson = ? ORDER BY sequence DESC LIMIT 1',
    tenant,
    lesson,
  )
  if (row === undefined) return null
  return {
    candidate: readBody(row),
    state: word(row, 'state'),
    openedRuns: integer(row, 'opened_runs'),
    toldRuns: integer(row, 'told_runs'),
    events: integer(row, 'events'),
  }
}
