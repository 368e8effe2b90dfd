import type { CandidateRow } from '../candidate-row.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { readBody } from './json-body.ts'
import { integer } from './rows.ts'

/** The last candidate of a lesson, whatever became of it. */
export function latestCandidate({ database }: Engine, tenant: string, lesson: string): CandidateRow | null {
  const row = database.get(
    'SELECT * FROM candidates WHERE tenant = ? AND lesson = ? ORDER BY sequence DESC LIMIT 1',
    tenant,
    lesson,
  )
  return row === undefined ? null : candidateRow(row)
}

export function candidateById({ database }: Engine, tenant: string, id: string): CandidateRow | null {
  const row = database.get('SELECT * FROM candidates WHERE tenant = ? AND id = ?', tenant, id)
  return row === undefined ? null : candidateRow(row)
}

export function candidateRow(row: Row): CandidateRow {
  return {
    candidate: readBody(row),
    openedRuns: integer(row, 'opened_runs'),
    toldRuns: integer(row, 'told_runs'),
    events: integer(row, 'events'),
  }
}
