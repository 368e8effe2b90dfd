/**
 * expire: drops what is past its time, a bounded piece at a time. Facts go after the late window, ledgers (with their
 * traces) after the dedupe horizon, count buckets past their reach, events that every sink has. Answers whether there
 * is more to drop.
 */
import type { Engine } from './engine.ts'
import { expireCounts } from './expire-counts.ts'
import { expireFacts } from './expire-facts.ts'
import { expireTraces } from './expire-traces.ts'
import { dedupeHorizonMs } from './options.ts'
import { wholeMs } from './time.ts'

export function expire(engine: Engine, asked: number): boolean {
  const nowMs = wholeMs(asked)
  expireEvents(engine, nowMs)
  const more = [expireFacts(engine, nowMs), expireTraces(engine, nowMs), expireCounts(engine, nowMs)]
  return more.includes(true)
}

function expireEvents({ database }: Engine, nowMs: number): void {
  database.run(
    'DELETE FROM outbox WHERE sequence <= (SELECT min(confirmed) FROM sinks) AND time_ms <= ?',
    nowMs - dedupeHorizonMs,
  )
}
