/**
 * apply: writes a decision, if the lesson is still as it was decided on (its version). In one transaction: the
 * scorecard, the candidate that opens, is updated or closes, and the event that tells of it; the lesson is clean then.
 * At most one candidate of a lesson is open, and one that a person has decided on is not touched.
 * Repeated with the same decision it answers the same and changes nothing.
 */
import { hash } from 'node:crypto'
import type { DecisionAnswer, LessonDecision } from '../contract.ts'
import { closeCandidate, openCandidate, updateCandidate } from './candidate-moves.ts'
import { type CandidateRow, latestCandidate } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { dropPattern } from './pattern-place.ts'
import { integer, text, textOrNull } from './rows.ts'

type Written = Exclude<DecisionAnswer, { kind: 'superseded' }>

export function applyDecision(engine: Engine, decision: LessonDecision): DecisionAnswer {
  const lesson = findLesson(engine, decision)
  if (lesson === null || lesson.version !== decision.version) return { kind: 'superseded' }
  const digest = hash('sha256', JSON.stringify(decision))
  if (lesson.decided?.digest === digest) return lesson.decided.answer
  const answer = moveCandidate(engine, decision, lesson)
  engine.database.run(
    'UPDATE lessons SET dirty = NULL, scorecard = ?, decided = ? WHERE tenant = ? AND lesson = ?',
    JSON.stringify(decision.scorecard),
    JSON.stringify({ digest, answer } satisfies Decided),
    decision.tenant,
    decision.lesson,
  )
  dropEmptyPatterns(engine, decision)
  return answer
}

function moveCandidate(engine: Engine, decision: LessonDecision, lesson: LessonRow): Written {
  const latest = latestCandidate(engine, decision.tenant, decision.lesson)
  if (latest === null || latest.state === 'closed') {
    if (decision.candidate === null) return { kind: 'recorded', candidateId: null }
    const id = openCandidate(engine, decision, decision.candidate, lesson.sequence + 1, lesson.runs)
    return { kind: 'opened', candidateId: id }
  }
  const candidateId = latest.candidate.id
  if (latest.state !== 'open') return { kind: 'recorded', candidateId }
  if (decision.candidate !== null) {
    updateCandidate(engine, latest, decision.candidate, decision.nowMs)
    return { kind: 'updated', candidateId }
  }
  if (!isTakenBack(latest, lesson)) return { kind: 'recorded', candidateId }
  closeCandidate(engine, latest, 'taken_back', decision.nowMs)
  return { kind: 'closed', candidateId }
}

/** Compares all runs of the lesson, as far back as they are counted: a window that moves on takes nothing back. */
function isTakenBack(latest: CandidateRow, lesson: LessonRow): boolean {
  return lesson.runs * 2 < latest.openedRuns
}

interface Decided {
  readonly digest: string
  readonly answer: Written
}

interface LessonRow {
  readonly version: number
  readonly sequence: number
  readonly runs: number
  readonly decided: Decided | null
}

function findLesson({ database }: Engine, { tenant, lesson }: LessonDecision): LessonRow | null {
  const row = database.get(
    `SELECT version, sequence, decided,
       (SELECT coalesce(sum(runs), 0) FROM patterns AS p WHERE p.tenant = ?1 AND p.lesson = ?2) AS runs
     FROM lessons WHERE tenant = ?1 AND lesson = ?2`,
    tenant,
    lesson,
  )
  if (row === undefined) return null
  const decided = textOrNull(row, 'decided')
  return {
    version: integer(row, 'version'),
    sequence: integer(row, 'sequence'),
    runs: integer(row, 'runs'),
    decided: decided === null ? null : JSON.parse(decided),
  }
}

/** Patterns that were taken back whole: the decision was the last that had to see them. */
function dropEmptyPatterns(engine: Engine, { tenant, lesson }: LessonDecision): void {
  const rows = engine.database.all(
    'SELECT id, lesson FROM patterns WHERE tenant = ? AND lesson = ? AND runs = 0',
    tenant,
    lesson,
  )
  for (const row of rows) dropPattern(engine, tenant, { id: integer(row, 'id'), lesson: text(row, 'lesson') })
}
