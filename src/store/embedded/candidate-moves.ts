/** Opens, updates and closes a candidate; each writes its event in the same transaction. */
import type { Candidate } from '../../candidate/candidate.ts'
import type { CandidateEvent, EventType } from '../../candidate/event.ts'
import type { LessonDecision } from '../contract.ts'
import type { CandidateRow } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { candidateId, eventId } from './ids.ts'
import { bodyFormat } from './json-body.ts'
import { wholeMs } from './time.ts'

type Proposal = NonNullable<LessonDecision['candidate']>
type CloseReason = 'taken_back'

export function openCandidate(
  engine: Engine,
  decision: LessonDecision,
  proposal: Proposal,
  sequence: number,
  lessonRuns: number,
): string {
  const { tenant, lesson } = decision
  const nowMs = wholeMs(decision.nowMs)
  const id = candidateId(tenant, lesson, sequence)
  const candidate: Candidate = {
    ...proposal,
    tenant,
    lesson,
    id,
    sequence,
    state: 'open',
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  engine.database.run(
    `INSERT INTO candidates (id, tenant, lesson, sequence, state, agent, opened_ms, opened_runs, told_runs, format, body)
     VALUES (?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?)`,
    id,
    tenant,
    lesson,
    sequence,
    candidate.agent,
    nowMs,
    lessonRuns,
    Math.floor(candidate.runs),
    bodyFormat,
    JSON.stringify(candidate),
  )
  engine.database.run('UPDATE lessons SET sequence = ? WHERE tenant = ? AND lesson = ?', sequence, tenant, lesson)
  tell(engine, candidate, 'promontory.candidate.opened', 1)
  return id
}

/** The numbers always; an event only when the runs have doubled since the last one. */
export function updateCandidate(engine: Engine, row: CandidateRow, proposal: Proposal, decidedMs: number): void {
  const { tenant, lesson, id, sequence, state, openedAtMs } = row.candidate
  const updatedAtMs = wholeMs(decidedMs)
  const candidate: Candidate = { ...proposal, tenant, lesson, id, sequence, state, openedAtMs, updatedAtMs }
  write(engine, candidate)
  if (candidate.runs < row.toldRuns * 2) return
  engine.database.run('UPDATE candidates SET told_runs = ? WHERE id = ?', Math.floor(candidate.runs), id)
  tell(engine, candidate, 'promontory.candidate.updated', row.events + 1)
}

export function closeCandidate(engine: Engine, row: CandidateRow, reason: CloseReason, closedMs: number): void {
  const candidate: Candidate = { ...row.candidate, state: 'closed', updatedAtMs: wholeMs(closedMs) }
  write(engine, candidate)
  engine.database.run('UPDATE candidates SET closed_reason = ? WHERE id = ?', reason, candidate.id)
  tell(engine, candidate, 'promontory.candidate.closed', row.events + 1)
}

function write({ database }: Engine, candidate: Candidate): void {
  database.run(
    'UPDATE candidates SET state = ?, agent = ?, format = ?, body = ? WHERE id = ?',
    candidate.state,
    candidate.agent,
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
  database.run('UPDATE candidates SET events = ? WHERE id = ?', number, candidate.id)
  database.run(
    'INSERT INTO outbox (id, time_ms, format, body) VALUES (?, ?, ?, ?)',
    event.id,
    event.timeMs,
    bodyFormat,
    JSON.stringify(event),
  )
}
