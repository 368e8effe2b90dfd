import { clearCalls } from './calls.ts'
import type { Engine } from './engine.ts'
import { integer } from './rows.ts'

const tracesMax = 200

/**
 * Facts of settled traces whose late window is over. Traces that are joined keep theirs until the window of all of them
 * is over, as they are judged together.
 */
export function expireFacts(engine: Engine, nowMs: number): boolean {
  const beforeMs = nowMs - engine.options.limits.lateWindowMs
  const rows = engine.database.all(
    `SELECT id FROM traces AS t WHERE expired = 0 AND committed_ms <= ?1 AND state = 'settled'
       AND NOT EXISTS (SELECT 1 FROM traces AS g WHERE g.id = t.head AND (g.state = 'open' OR g.committed_ms > ?1))
       AND NOT EXISTS (SELECT 1 FROM traces AS g WHERE g.head = coalesce(t.head, t.id)
         AND (g.state = 'open' OR g.committed_ms > ?1))
     LIMIT ?2`,
    beforeMs,
    tracesMax,
  )
  for (const row of rows) dropFacts(engine, integer(row, 'id'))
  return rows.length === tracesMax
}

export function dropFacts(engine: Engine, id: number): void {
  engine.database.run('DELETE FROM chunks WHERE trace = ?', id)
  clearCalls(engine, { id })
  engine.database.run('UPDATE traces SET expired = 1, facts = 0, bytes = 0 WHERE id = ?', id)
}
