/**
 * bury: sets one event that is pending for a sink aside, with the reason; the sink goes on with the next one. What is
 * not pending for it is left as it is. A sink keeps a bounded number of dead letters of a tenant, the latest ones.
 */
import { wholeMs } from '../../count/whole-ms.ts'
import type { EventRef } from '../contract.ts'
import { reasonCharsMax } from '../limits.ts'
import type { Engine } from './engine.ts'
import { confirmedOf, knowSink } from './know-sink.ts'
import { tally } from './tally.ts'
import type { RequestOf } from './verbs.ts'

export function bury(engine: Engine, request: RequestOf<'bury'>): null {
  const { sink, event } = request
  knowSink(engine, sink)
  engine.database.run(
    `INSERT INTO dead_letters (sink, tenant, sequence, state, attempts, reason, died_ms)
       SELECT ?1, tenant, sequence, 'dead', ?4, ?5, ?6 FROM outbox
       WHERE tenant = ?2 AND sequence = ?3 AND (sequence > ${confirmedOf('?2')}
         OR EXISTS (SELECT 1 FROM dead_letters AS d WHERE d.sink = ?1 AND d.tenant = ?2 AND d.sequence = ?3))
     ON CONFLICT DO UPDATE SET state = 'dead', attempts = excluded.attempts, reason = excluded.reason,
       died_ms = excluded.died_ms
     WHERE state <> 'dead'`,
    sink,
    event.tenant,
    event.sequence,
    Math.max(0, Math.trunc(request.attempts) || 0),
    request.reason.slice(0, reasonCharsMax),
    wholeMs(request.nowMs),
  )
  passDead(engine, sink, event)
  dropSurplus(engine, sink, event)
  return null
}

/** The sink is through with the dead ones that come next: they hold nothing back, and none comes back by being dropped. */
function passDead({ database }: Engine, sink: string, { tenant }: EventRef): void {
  database.run(
    `INSERT INTO sink_marks (sink, tenant, confirmed)
       SELECT ?1, tenant, coalesce(
         (SELECT min(sequence) - 1 FROM outbox AS o WHERE o.tenant = ?2 AND sequence > ${confirmedOf('?2')}
            AND NOT EXISTS (SELECT 1 FROM dead_letters AS d
              WHERE d.sink = ?1 AND d.tenant = ?2 AND d.sequence = o.sequence AND d.state = 'dead')),
         events) FROM tenants WHERE tenant = ?2
     ON CONFLICT DO UPDATE SET confirmed = max(confirmed, excluded.confirmed)`,
    sink,
    tenant,
  )
}

function dropSurplus(engine: Engine, sink: string, { tenant }: EventRef): void {
  const dropped = engine.database.run(
    `DELETE FROM dead_letters WHERE sink = ?1 AND tenant = ?2 AND sequence IN (
       SELECT sequence FROM dead_letters WHERE sink = ?1 AND tenant = ?2
       ORDER BY died_ms DESC, sequence DESC LIMIT -1 OFFSET ?3)`,
    sink,
    tenant,
    engine.options.limits.deadLettersPerSink,
  )
  tally(engine, tenant, 'lost_dead_letters', dropped)
}
