/** Writes what happened to a candidate: its row and the events that tell of it, in the same transaction. */
import type { CandidateRow, EventDraft, Move } from '../candidate-row.ts'
import type { Engine } from './engine.ts'
import { bodyFormat } from './json-body.ts'
import { integer } from './rows.ts'

export function writeMove(engine: Engine, { row, events }: Move): void {
  writeRow(engine, row)
  for (const event of events) tell(engine, event)
}

function writeRow({ database }: Engine, { candidate, openedRuns, toldRuns, events }: CandidateRow): void {
  const { id, tenant, lesson, sequence } = candidate
  database.run(
    `INSERT INTO candidates
       (id, tenant, lesson, sequence, state, scope, agent, opened_ms, opened_runs, told_runs, events, wake_ms, format, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, scope = excluded.scope, agent = excluded.agent,
       opened_runs = excluded.opened_runs, told_runs = excluded.told_runs, events = excluded.events,
       wake_ms = excluded.wake_ms, format = excluded.format, body = excluded.body`,
    id,
    tenant,
    lesson,
    sequence,
    candidate.state,
    candidate.scope,
    candidate.agent,
    candidate.openedAtMs,
    openedRuns,
    toldRuns,
    events,
    candidate.snoozedUntilMs,
    bodyFormat,
    JSON.stringify(candidate),
  )
}

function tell(engine: Engine, event: EventDraft): void {
  engine.database.run(
    'INSERT INTO outbox (tenant, sequence, id, time_ms, format, body) VALUES (?, ?, ?, ?, ?, ?)',
    event.tenant,
    nextSequence(engine, event.tenant),
    event.id,
    event.timeMs,
    bodyFormat,
    JSON.stringify(event),
  )
}

function nextSequence({ database }: Engine, tenant: string): number {
  const row = database.get(
    `INSERT INTO tenants (tenant, events) VALUES (?, 1)
     ON CONFLICT DO UPDATE SET events = events + 1 RETURNING events`,
    tenant,
  )
  if (row === undefined) throw new Error('tenants: expected the sequence of the event, saw none')
  return integer(row, 'events')
}
