import type { SignalSummary } from '../contract.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'

const signalsMax = 500

/** signals: what each was seen in, most runs first. A run in which a signal fired twice, in two patterns, is two. */
export function listSignals({ database }: Engine, tenant: string): readonly SignalSummary[] {
  return database
    .all(
      `SELECT signal, sum(runs) AS runs, count(*) AS patterns, max(last_seen_ms) AS last_ms FROM patterns
       WHERE tenant = ? AND runs > 0 GROUP BY signal ORDER BY runs DESC, signal LIMIT ?`,
      tenant,
      signalsMax,
    )
    .map((row) => ({
      signal: text(row, 'signal'),
      runs: integer(row, 'runs'),
      patterns: integer(row, 'patterns'),
      lastSeenMs: integer(row, 'last_ms'),
    }))
}
