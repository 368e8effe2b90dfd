/**
 * confirm: the sink has all rows up to and including this one, as far as they were handed to it. Never goes back, never
 * beyond what was written.
 */
import type { Engine } from './engine.ts'
import { knowSink } from './pending-events.ts'
import type { RequestOf } from './verbs.ts'

export function confirm(engine: Engine, { sink, sequence }: RequestOf<'confirm'>): null {
  knowSink(engine, sink)
  engine.database.run(
    `UPDATE sinks SET confirmed = max(confirmed, min(?, (SELECT coalesce(max(sequence), 0) FROM outbox))) WHERE sink = ?`,
    sequence,
    sink,
  )
  engine.database.run(`DELETE FROM dead_letters WHERE sink = ? AND sequence <= ? AND state = 'handed'`, sink, sequence)
  return null
}
