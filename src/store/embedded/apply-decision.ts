/**
 * apply: writes a decision, if the lesson is still as it was decided on (its version). In one transaction: the
 * scorecard, what the decision does to the candidate (decision-move.ts), and the event that tells of it; the lesson is clean then.
 * Repeated with the same decision it answers the same and changes nothing.
 */
import { hash } from 'node:crypto'
import { wholeMs } from '../../count/whole-ms.ts'
import type { DecisionAnswer, LessonDecision } from '../contract.ts'
import { type DecisionMove, decisionMove, type LessonState } from '../decision-move.ts'
import { storedJson } from '../stored-json.ts'
import { latestCandidate } from './candidate-row.ts'
import { closeWhenGone } from './close-when-gone.ts'
import type { Engine } from './engine.ts'
import { headLesson } from './merged-lessons.ts'
import { dropPattern } from './pattern-place.ts'
import { integer, text, textOrNull } from './rows.ts'
import { writeMove } from './write-move.ts'

type Written = DecisionMove['answer']

export function applyDecision(engine: Engine, asked: LessonDecision): DecisionAnswer {
  const decision = { ...asked, lesson: headLesson(engine, asked.tenant, asked.lesson), nowMs: wholeMs(asked.nowMs) }
  const lesson = findLesson(engine, decision)
  if (lesson === null || lesson.version !== decision.version) return { kind: 'superseded' }
  const digest = hash('sha256', JSON.stringify(decision))
  if (lesson.decided?.digest === digest) return lesson.decided.answer
  const answer = moveCandidate(engine, decision, lesson)
  engine.database.run(
    'UPDATE lessons SET dirty = NULL, scorecard = ?, verdict = ?, decided = ? WHERE tenant = ? AND lesson = ?',
    JSON.stringify(decision.scorecard),
    decision.scorecard.answer,
    JSON.stringify({ digest, answer } satisfies Decided),
    decision.tenant,
    decision.lesson,
  )
  dropEmptyPatterns(engine, decision)
  closeWhenGone(engine, decision.tenant, decision.lesson, decision.nowMs)
  return answer
}

function moveCandidate(engine: Engine, decision: LessonDecision, lesson: LessonRow): Written {
  const latest = latestCandidate(engine, decision.tenant, decision.lesson)
  const { answer, move } = decisionMove(decision, lesson, latest)
  if (move !== null) writeMove(engine, move)
  if (answer.kind === 'opened') {
    const sql = 'UPDATE lessons SET sequence = sequence + 1 WHERE tenant = ? AND lesson = ?'
    engine.database.run(sql, decision.tenant, decision.lesson)
  }
  return answer
}

interface Decided {
  readonly digest: string
  readonly answer: Written
}

interface LessonRow extends LessonState {
  readonly version: number
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
    decided: decided === null ? null : storedJson(decided),
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
