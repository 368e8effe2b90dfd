/**
 * pending: the outbox rows that a sink has not confirmed and that were not set aside for it, oldest first; those that
 * were revived are among them. A sink that asks is known from then on: rows stay until it has confirmed them too.
 */
import type { CandidateEvent } from '../../candidate/event.ts'
import type { Engine } from './engine.ts'
import { eventOf } from './event-row.ts'
import { limitOf } from './limit.ts'
import type { RequestOf } from './verbs.ts'

export function pendingEvents(engine: Engine, request: RequestOf<'pendingEvents'>): readonly CandidateEvent[] {
  knowSink(engine, request.sink)
  const events = engine.database
    .all(
      `SELECT sequence, format, body FROM outbox WHERE sequence IN (
         SELECT sequence FROM (
           SELECT sequence FROM outbox AS o WHERE sequence > (SELECT confirmed FROM sinks WHERE sink = ?1)
             AND NOT EXISTS (SELECT 1 FROM dead_letters WHERE sink = ?1 AND sequence = o.sequence AND state = 'dead')
           ORDER BY sequence LIMIT ?2)
         UNION SELECT sequence FROM dead_letters WHERE sink = ?1 AND state <> 'dead')
       ORDER BY sequence LIMIT ?2`,
      request.sink,
      limitOf(request.limit),
    )
    .map(eventOf)
  handRevived(engine, request.sink, events.at(-1)?.sequence ?? 0)
  return events
}

export function knowSink({ database }: Engine, sink: string): void {
  database.run('INSERT OR IGNORE INTO sinks (sink, confirmed) VALUES (?, 0)', sink)
}

/** Only what was handed out can be confirmed: an event may be revived while the sink is busy with later ones. */
function handRevived({ database }: Engine, sink: string, upTo: number): void {
  const sql = `UPDATE dead_letters SET state = 'handed' WHERE sink = ? AND sequence <= ? AND state = 'revived'`
  database.run(sql, sink, upTo)
}
