/**
 * apply: writes a decision, if the lesson is still as it was decided on (its version). In one transaction: the
 * scorecard, what the decision does to the candidate, and the event that tells of it; the lesson is clean then.
 * At most one candidate of a lesson is open, and what a person decided is not changed by a count: a rejected lesson
 * opens no other candidate, a snoozed one comes back in its time, an accepted one tells when it recurs.
 * Repeated with the same decision it answers the same and changes nothing.
 */
import { hash } from 'node:crypto'
import type { DecisionAnswer, LessonDecision } from '../contract.ts'
import {
  changeCandidate,
  closeCandidate,
  hasDoubled,
  openCandidate,
  refreshCandidate,
  reopenCandidate,
} from './candidate-moves.ts'
import { type CandidateRow, latestCandidate } from './candidate-row.ts'
import { closeWhenGone } from './close-when-gone.ts'
import type { Engine } from './engine.ts'
import { headLesson } from './merged-lessons.ts'
import { dropPattern } from './pattern-place.ts'
import { integer, text, textOrNull } from './rows.ts'
import { wholeMs } from './time.ts'

type Written = Exclude<DecisionAnswer, { kind: 'superseded' }>

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
  if (latest === null || latest.candidate.state === 'closed') {
    if (decision.candidate === null) return { kind: 'recorded', candidateId: null }
    const id = openCandidate(engine, decision, decision.candidate, lesson.sequence + 1, lesson.runs)
    return { kind: 'opened', candidateId: id }
  }
  return { kind: moveKnown(engine, decision, lesson, latest), candidateId: latest.candidate.id }
}

function moveKnown(engine: Engine, decision: LessonDecision, lesson: LessonRow, row: CandidateRow): Written['kind'] {
  switch (row.candidate.state) {
    case 'open':
      return moveOpen(engine, decision, lesson, row)
    case 'snoozed':
      return moveSnoozed(engine, decision, lesson, row)
    case 'accepted':
    case 'promoted':
      return moveDecided(engine, decision, row)
    default:
      return 'recorded'
  }
}

function moveOpen(engine: Engine, decision: LessonDecision, lesson: LessonRow, row: CandidateRow): Written['kind'] {
  if (decision.candidate !== null) {
    refreshCandidate(engine, row, decision.candidate, decision.nowMs)
    return 'updated'
  }
  if (!isTakenBack(row, lesson)) return 'recorded'
  closeCandidate(engine, row, 'taken_back', decision.nowMs)
  return 'closed'
}

/** One whose time has come is open again, with the numbers of this decision, and then treated as open. */
function moveSnoozed(engine: Engine, decision: LessonDecision, lesson: LessonRow, row: CandidateRow): Written['kind'] {
  if (row.wakeMs === null || row.wakeMs > decision.nowMs) return 'recorded'
  const awake = reopenCandidate(engine, row, decision.candidate ?? {}, decision.nowMs)
  const moved = decision.candidate === null ? moveOpen(engine, decision, lesson, awake) : 'updated'
  return moved === 'closed' ? 'closed' : 'updated'
}

/** Runs that doubled since the last event: the lesson recurs although somebody took it on. */
function moveDecided(engine: Engine, decision: LessonDecision, row: CandidateRow): Written['kind'] {
  if (decision.candidate === null || !hasDoubled(row, decision.candidate)) return 'recorded'
  changeCandidate(engine, row, decision.candidate, 'promontory.candidate.recurred', decision.nowMs)
  return 'updated'
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
