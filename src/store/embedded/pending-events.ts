/**
 * pending: the outbox rows that a sink has not confirmed, oldest first. A sink that asks is known from then on: rows
 * stay until it has confirmed them too.
 */
import type { CandidateEvent } from '../../candidate/event.ts'
import type { Engine } from './engine.ts'
import { readBody } from './json-body.ts'
import { limitOf } from './limit.ts'
import { integer } from './rows.ts'
import type { RequestOf } from './verbs.ts'

export function pendingEvents(engine: Engine, request: RequestOf<'pendingEvents'>): readonly CandidateEvent[] {
  knowSink(engine, request.sink)
  return engine.database
    .all(
      `SELECT sequence, format, body FROM outbox WHERE sequence > (SELECT confirmed FROM sinks WHERE sink = ?)
       ORDER BY sequence LIMIT ?`,
      request.sink,
      limitOf(request.limit),
    )
    .map((row) => ({ ...readBody<Omit<CandidateEvent, 'sequence'>>(row), sequence: integer(row, 'sequence') }))
}

export function knowSink({ database }: Engine, sink: string): void {
  database.run('INSERT OR IGNORE INTO sinks (sink, confirmed) VALUES (?, 0)', sink)
}
