import { eventsKeptMs } from '../limits.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'
import { tally } from './tally.ts'

/**
 * Events that every sink has, once they are old; dead letters keep theirs. A sink that no longer asks would hold all
 * events for ever, so the number of rows of a tenant is bounded: what goes for that is counted as lost.
 */
export function expireEvents(engine: Engine, nowMs: number): boolean {
  const { database } = engine
  database.run(
    `DELETE FROM outbox WHERE time_ms <= ?1
       AND NOT EXISTS (SELECT 1 FROM sinks AS s LEFT JOIN sink_marks AS m ON m.sink = s.sink AND m.tenant = outbox.tenant
         WHERE coalesce(m.confirmed, 0) < outbox.sequence)
       AND ${isNoDeadLetter}`,
    nowMs - eventsKeptMs,
  )
  for (const row of database.all('SELECT tenant, events FROM tenants WHERE events > 0')) {
    dropSurplus(engine, text(row, 'tenant'), integer(row, 'events'))
  }
  return false
}

const isNoDeadLetter = `NOT EXISTS (SELECT 1 FROM dead_letters AS d
  WHERE d.tenant = outbox.tenant AND d.sequence = outbox.sequence)`

function dropSurplus(engine: Engine, tenant: string, newest: number): void {
  const lost = engine.database.run(
    `DELETE FROM outbox WHERE tenant = ? AND sequence <= ? AND ${isNoDeadLetter}`,
    tenant,
    newest - engine.options.limits.eventsPerTenant,
  )
  tally(engine, tenant, 'lost_events', lost)
}
