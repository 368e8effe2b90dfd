import type { DeadLetter } from '../contract.ts'
import { limitOf } from '../limits.ts'
import type { Engine } from './engine.ts'
import { eventOf } from './event-row.ts'
import { integer, text } from './rows.ts'
import type { RequestOf } from './verbs.ts'

/** Latest first. */
export function deadLetters({ database }: Engine, request: RequestOf<'deadLetters'>): readonly DeadLetter[] {
  return database
    .all(
      `SELECT sink, sequence, attempts, reason, died_ms, format, body
       FROM dead_letters JOIN outbox USING (tenant, sequence)
       WHERE tenant = ?1 AND sink = coalesce(?2, sink) AND state = 'dead'
       ORDER BY died_ms DESC, sequence DESC, sink LIMIT ?3`,
      request.tenant,
      request.sink,
      limitOf(request.limit),
    )
    .map((row) => ({
      sink: text(row, 'sink'),
      event: eventOf(row),
      attempts: integer(row, 'attempts'),
      reason: text(row, 'reason'),
      diedMs: integer(row, 'died_ms'),
    }))
}

/** revive: makes dead letters of a tenant pending again for a sink. Answers how many. */
export function revive({ database }: Engine, { tenant, sink, sequence }: RequestOf<'revive'>): number {
  return database.run(
    `UPDATE dead_letters SET state = 'revived'
     WHERE sink = ?1 AND tenant = ?2 AND state = 'dead' AND sequence = coalesce(?3, sequence)`,
    sink,
    tenant,
    sequence,
  )
}
