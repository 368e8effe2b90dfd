import { type CandidateRow, closed, reopened } from '../candidate-row.ts'
import { candidateRow } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { hasPatterns, markLesson } from './mark-lesson.ts'
import { writeMove } from './write-move.ts'

const candidatesMax = 100

/**
 * Snoozed candidates whose time has come. Each is open again and decided anew, as its lesson may have changed while
 * nobody looked; when nothing is known of the lesson any more, the candidate closes instead.
 */
export function wakeCandidates(engine: Engine, nowMs: number): boolean {
  const rows = engine.database.all(
    `SELECT * FROM candidates WHERE state = 'snoozed' AND wake_ms IS NOT NULL AND wake_ms <= ? ORDER BY wake_ms LIMIT ?`,
    nowMs,
    candidatesMax,
  )
  for (const row of rows) wake(engine, candidateRow(row), nowMs)
  return rows.length === candidatesMax
}

function wake(engine: Engine, row: CandidateRow, nowMs: number): void {
  const { tenant, lesson } = row.candidate
  if (hasPatterns(engine, tenant, lesson)) {
    writeMove(engine, reopened(row, {}, nowMs))
    markLesson(engine, tenant, lesson)
  } else writeMove(engine, closed(row, 'gone', nowMs))
}
