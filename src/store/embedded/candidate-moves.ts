/** What can happen to a candidate. Each change of its state writes one event in the same transaction. */
import type { Candidate, CandidateBody, ClosedReason } from '../../candidate/candidate.ts'
import type { CandidateEvent, EventType } from '../../candidate/event.ts'
import type { LessonDecision } from '../contract.ts'
import type { CandidateRow } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { candidateId, eventId } from './ids.ts'
import { bodyFormat } from './json-body.ts'
import { wholeMs } from './time.ts'

export function openCandidate(
  engine: Engine,
  decision: LessonDecision,
  body: CandidateBody,
  sequence: number,
  lessonRuns: number,
): string {
  const { tenant, lesson } = decision
  const nowMs = wholeMs(decision.nowMs)
  const id = candidateId(tenant, lesson, sequence)
  const candidate: Candidate = {
    ...body,
    ...{ tenant, lesson, id, sequence, state: 'open' },
    ...{ closedReason: null, reviews: [], snoozedUntilMs: null, mergedInto: null },
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  engine.database.run(
    `INSERT INTO candidates (id, tenant, lesson, sequence, state, agent, opened_ms, opened_runs, told_runs, format, body)
     VALUES (?, ?, ?, ?, 'open', ?, ?, ?, 0, ?, '')`,
    id,
    tenant,
    lesson,
    sequence,
    candidate.agent,
    nowMs,
    lessonRuns,
    bodyFormat,
  )
  engine.database.run('UPDATE lessons SET sequence = ? WHERE tenant = ? AND lesson = ?', sequence, tenant, lesson)
  write(engine, candidate)
  tell(engine, candidate, 'promontory.candidate.opened', 1)
  return id
}

/** The numbers of a candidate whose state stays: told only when its runs have doubled since the last event. */
export function refreshCandidate(engine: Engine, row: CandidateRow, body: CandidateBody, nowMs: number): void {
  if (hasDoubled(row, body)) changeCandidate(engine, row, body, 'promontory.candidate.updated', nowMs)
  else write(engine, changed(row, body, nowMs))
}

export function hasDoubled(row: CandidateRow, body: CandidateBody): boolean {
  return body.runs >= Math.max(1, row.toldRuns) * 2
}

export function closeCandidate(engine: Engine, row: CandidateRow, reason: ClosedReason, nowMs: number): void {
  const changes: Changes = { state: 'closed', closedReason: reason, snoozedUntilMs: null }
  changeCandidate(engine, row, changes, 'promontory.candidate.closed', nowMs)
}

export function reopenCandidate(engine: Engine, row: CandidateRow, changes: Changes, nowMs: number): CandidateRow {
  const open: Changes = { ...changes, state: 'open', snoozedUntilMs: null }
  return changeCandidate(engine, row, open, 'promontory.candidate.updated', nowMs)
}

/** What makes a candidate itself does not change. */
export type Changes = Partial<Omit<Candidate, 'id' | 'tenant' | 'lesson' | 'sequence' | 'openedAtMs' | 'updatedAtMs'>>

/** The change and the event that tells of it; answers the row as it is then. */
export function changeCandidate(
  engine: Engine,
  row: CandidateRow,
  changes: Changes,
  type: EventType,
  nowMs: number,
): CandidateRow {
  const candidate = changed(row, changes, nowMs)
  const events = row.events + 1
  write(engine, candidate)
  tell(engine, candidate, type, events)
  return { ...row, candidate, events, toldRuns: Math.floor(candidate.runs), wakeMs: candidate.snoozedUntilMs }
}

function changed({ candidate }: CandidateRow, changes: Changes, nowMs: number): Candidate {
  const { id, tenant, lesson, sequence, openedAtMs } = candidate
  const updatedAtMs = wholeMs(nowMs)
  return { ...candidate, ...changes, ...{ id, tenant, lesson, sequence, openedAtMs, updatedAtMs } }
}

function write({ database }: Engine, candidate: Candidate): void {
  database.run(
    'UPDATE candidates SET state = ?, agent = ?, wake_ms = ?, format = ?, body = ? WHERE id = ?',
    candidate.state,
    candidate.agent,
    candidate.snoozedUntilMs,
    bodyFormat,
    JSON.stringify(candidate),
    candidate.id,
  )
}

function tell({ database }: Engine, candidate: Candidate, type: EventType, number: number): void {
  const event: Omit<CandidateEvent, 'sequence'> = {
    id: eventId(candidate.id, type, number),
    type,
    timeMs: candidate.updatedAtMs,
    tenant: candidate.tenant,
    candidate,
  }
  database.run(
    'UPDATE candidates SET events = ?, told_runs = ? WHERE id = ?',
    number,
    Math.floor(candidate.runs),
    candidate.id,
  )
  database.run(
    'INSERT INTO outbox (id, tenant, time_ms, format, body) VALUES (?, ?, ?, ?, ?)',
    event.id,
    event.tenant,
    event.timeMs,
    bodyFormat,
    JSON.stringify(event),
  )
}
