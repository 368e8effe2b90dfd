import type { Engine } from './engine.ts'
import { eventsKeptMs } from './options.ts'
import { tally } from './tally.ts'

/**
 * Events that every sink has, once they are old; dead letters keep theirs. A sink that no longer asks would hold all
 * events for ever, so the number of rows is bounded: what goes for that is counted as lost.
 */
export function expireEvents(engine: Engine, nowMs: number): boolean {
  const { database, options } = engine
  database.run(
    `DELETE FROM outbox WHERE sequence <= coalesce((SELECT min(confirmed) FROM sinks), ?) AND time_ms <= ?
       AND sequence NOT IN (SELECT sequence FROM dead_letters)`,
    Number.MAX_SAFE_INTEGER,
    nowMs - eventsKeptMs,
  )
  const lost = database.run(
    `DELETE FROM outbox WHERE sequence <= (SELECT max(sequence) FROM outbox) - ?
       AND sequence NOT IN (SELECT sequence FROM dead_letters)`,
    options.limits.events,
  )
  tally(engine, 'lost_events', lost)
  return false
}
