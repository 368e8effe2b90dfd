/**
 * pending: the outbox rows that a sink has not confirmed and that were not set aside for it, each tenant's oldest first;
 * those that were revived are among them. Tenants take turns for the places, so that none of them fills every batch.
 */
import type { CandidateEvent } from '../../candidate/event.ts'
import { limitOf } from '../limits.ts'
import { takeTurns } from '../take-turns.ts'
import type { Engine } from './engine.ts'
import { eventOf } from './event-row.ts'
import { confirmedOf, knowSink } from './know-sink.ts'
import { integer, text } from './rows.ts'
import type { RequestOf } from './verbs.ts'

export function pendingEvents(engine: Engine, request: RequestOf<'pendingEvents'>): readonly CandidateEvent[] {
  const { sink } = request
  knowSink(engine, sink)
  const limit = limitOf(request.limit)
  const waiting = tenantsWaiting(engine, sink).map((tenant) => placesOf(engine, sink, tenant, limit))
  const chosen = takeTurns(waiting, limit)
  const events = engine.database
    .all(
      'SELECT sequence, format, body FROM outbox WHERE place IN (SELECT value FROM json_each(?)) ORDER BY place',
      JSON.stringify(chosen),
    )
    .map(eventOf)
  for (const event of events) handRevived(engine, sink, event)
  return events
}

function tenantsWaiting({ database }: Engine, sink: string): readonly string[] {
  return database
    .all(
      `SELECT tenant FROM tenants AS t WHERE events > ${confirmedOf('t.tenant')}
         OR EXISTS (SELECT 1 FROM dead_letters AS d WHERE d.sink = ?1 AND d.tenant = t.tenant AND d.state <> 'dead')
       ORDER BY tenant`,
      sink,
    )
    .map((row) => text(row, 'tenant'))
}

function placesOf({ database }: Engine, sink: string, tenant: string, limit: number): readonly number[] {
  return database
    .all(
      `SELECT place, sequence FROM outbox WHERE tenant = ?2 AND sequence IN (
         SELECT sequence FROM (
           SELECT sequence FROM outbox AS o WHERE tenant = ?2 AND sequence > ${confirmedOf('?2')}
             AND NOT EXISTS (SELECT 1 FROM dead_letters AS d
               WHERE d.sink = ?1 AND d.tenant = ?2 AND d.sequence = o.sequence AND d.state = 'dead')
           ORDER BY sequence LIMIT ?3)
         UNION SELECT sequence FROM dead_letters WHERE sink = ?1 AND tenant = ?2 AND state <> 'dead')
       ORDER BY sequence LIMIT ?3`,
      sink,
      tenant,
      limit,
    )
    .map((row) => integer(row, 'place'))
}

/** Only what was handed out can be confirmed: an event may be revived while the sink is busy with later ones. */
function handRevived({ database }: Engine, sink: string, { tenant, sequence }: CandidateEvent): void {
  database.run(
    `UPDATE dead_letters SET state = 'handed' WHERE sink = ? AND tenant = ? AND sequence = ? AND state = 'revived'`,
    sink,
    tenant,
    sequence,
  )
}
