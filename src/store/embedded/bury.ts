/**
 * bury: sets one event that is pending for a sink aside, with the reason; the sink goes on with the next one. What is
 * not pending for it is left as it is. A sink keeps a bounded number of dead letters, the latest ones.
 */
import type { Engine } from './engine.ts'
import { knowSink } from './pending-events.ts'
import { tally } from './tally.ts'
import { wholeMs } from './time.ts'
import type { RequestOf } from './verbs.ts'

const reasonCharsMax = 500

export function bury(engine: Engine, request: RequestOf<'bury'>): null {
  knowSink(engine, request.sink)
  engine.database.run(
    `INSERT INTO dead_letters (sink, sequence, state, attempts, reason, died_ms)
       SELECT sink, sequence, 'dead', ?3, ?4, ?5 FROM sinks, outbox
       WHERE sink = ?1 AND sequence = ?2 AND (sequence > confirmed
         OR EXISTS (SELECT 1 FROM dead_letters AS d WHERE d.sink = ?1 AND d.sequence = ?2))
     ON CONFLICT DO UPDATE SET state = 'dead', attempts = excluded.attempts, reason = excluded.reason,
       died_ms = excluded.died_ms
     WHERE state <> 'dead'`,
    request.sink,
    request.sequence,
    Math.max(0, Math.trunc(request.attempts) || 0),
    request.reason.slice(0, reasonCharsMax),
    wholeMs(request.nowMs),
  )
  passDead(engine, request.sink)
  dropSurplus(engine, request.sink)
  return null
}

/** The sink is through with the dead ones that come next: they hold nothing back, and none comes back by being dropped. */
function passDead({ database }: Engine, sink: string): void {
  database.run(
    `UPDATE sinks SET confirmed = max(confirmed, coalesce(
       (SELECT min(sequence) - 1 FROM outbox AS o WHERE sequence > confirmed
          AND NOT EXISTS (SELECT 1 FROM dead_letters WHERE sink = ?1 AND sequence = o.sequence AND state = 'dead')),
       (SELECT max(sequence) FROM outbox), 0))
     WHERE sink = ?1`,
    sink,
  )
}

function dropSurplus(engine: Engine, sink: string): void {
  const dropped = engine.database.run(
    `DELETE FROM dead_letters WHERE sink = ?1 AND sequence IN (
       SELECT sequence FROM dead_letters WHERE sink = ?1 ORDER BY died_ms DESC, sequence DESC LIMIT -1 OFFSET ?2)`,
    sink,
    engine.options.limits.deadLettersPerSink,
  )
  tally(engine, 'lost_dead_letters', dropped)
}
