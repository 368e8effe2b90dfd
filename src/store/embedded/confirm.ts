/**
 * confirm: the sink has all rows of each tenant up to and including the named one, as far as they were handed to it.
 * Never goes back, never beyond what was written.
 */
import type { EventRef } from '../contract.ts'
import type { Engine } from './engine.ts'
import { knowSink } from './know-sink.ts'
import type { RequestOf } from './verbs.ts'

export function confirm(engine: Engine, { sink, upTo }: RequestOf<'confirm'>): null {
  knowSink(engine, sink)
  for (const event of upTo) confirmTenant(engine, sink, event)
  return null
}

function confirmTenant({ database }: Engine, sink: string, { tenant, sequence }: EventRef): void {
  database.run(
    `INSERT INTO sink_marks (sink, tenant, confirmed)
       SELECT ?1, tenant, max(0, min(?3, events)) FROM tenants WHERE tenant = ?2
     ON CONFLICT DO UPDATE SET confirmed = max(confirmed, excluded.confirmed)`,
    sink,
    tenant,
    sequence,
  )
  database.run(
    `DELETE FROM dead_letters WHERE sink = ? AND tenant = ? AND sequence <= ? AND state = 'handed'`,
    sink,
    tenant,
    sequence,
  )
}
