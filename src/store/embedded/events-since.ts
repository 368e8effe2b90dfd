import type { CandidateEvent } from '../../candidate/event.ts'
import { limitOf } from '../limits.ts'
import type { Engine } from './engine.ts'
import { eventOf } from './event-row.ts'
import { integer } from './rows.ts'
import type { RequestOf } from './verbs.ts'

/** since: the events of a tenant after a sequence, oldest first, whatever sinks have confirmed. */
export function eventsSince({ database }: Engine, request: RequestOf<'eventsSince'>): readonly CandidateEvent[] {
  return database
    .all(
      `SELECT sequence, format, body FROM outbox WHERE tenant = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
      request.tenant,
      request.sequence,
      limitOf(request.limit),
    )
    .map(eventOf)
}

/** newest: the last sequence that was given out, also when its row is gone. */
export function newestEvent({ database }: Engine, tenant: string): number {
  const row = database.get('SELECT events FROM tenants WHERE tenant = ?', tenant)
  return row === undefined ? 0 : integer(row, 'events')
}
