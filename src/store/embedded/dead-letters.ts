import type { DeadLetter } from '../contract.ts'
import type { Engine } from './engine.ts'
import { eventOf } from './event-row.ts'
import { limitOf } from './limit.ts'
import { integer, text } from './rows.ts'
import type { RequestOf } from './verbs.ts'

/** Latest first. */
export function deadLetters({ database }: Engine, limit: number): readonly DeadLetter[] {
  return database
    .all(
      `SELECT sink, sequence, attempts, reason, died_ms, format, body FROM dead_letters JOIN outbox USING (sequence)
       WHERE state = 'dead' ORDER BY died_ms DESC, sequence DESC, sink LIMIT ?`,
      limitOf(limit),
    )
    .map((row) => ({
      sink: text(row, 'sink'),
      event: eventOf(row),
      attempts: integer(row, 'attempts'),
      reason: text(row, 'reason'),
      diedMs: integer(row, 'died_ms'),
    }))
}

/** revive: makes dead letters of a sink pending again. Answers how many. */
export function revive({ database }: Engine, { sink, sequence }: RequestOf<'revive'>): number {
  return database.run(
    `UPDATE dead_letters SET state = 'revived' WHERE sink = ?1 AND state = 'dead' AND sequence = coalesce(?2, sequence)`,
    sink,
    sequence,
  )
}
