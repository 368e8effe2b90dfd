import { dedupeHorizonMs, frozenSightingsMax } from '../limits.ts'
import type { Engine } from './engine.ts'
import { dropFacts } from './expire-facts.ts'
import { integer } from './rows.ts'
import { forgetSightings } from './sightings.ts'

const tracesMax = 200

/**
 * Traces past the dedupe horizon, with their ledgers and runs. What they were counted for stays counted; the latest
 * runs of each pattern stay as its exemplars.
 */
export function expireTraces(engine: Engine, nowMs: number): boolean {
  const beforeMs = nowMs - dedupeHorizonMs
  const rows = engine.database.all(
    `SELECT id FROM traces WHERE last_received_ms <= ?1 AND state <> 'open'
       AND coalesce(committed_ms, last_received_ms) <= ?1 LIMIT ?2`,
    beforeMs,
    tracesMax,
  )
  for (const row of rows) dropTrace(engine, integer(row, 'id'))
  return rows.length === tracesMax
}

function dropTrace(engine: Engine, id: number): void {
  const { database } = engine
  const patterns = database.all('SELECT DISTINCT pattern FROM sightings WHERE trace = ?', id)
  database.run(
    `DELETE FROM runs WHERE trace = ?1
       AND NOT EXISTS (SELECT 1 FROM sightings AS s WHERE s.trace = ?1 AND s.run_id = runs.run_id)`,
    id,
  )
  database.run('UPDATE runs SET frozen = 1 WHERE trace = ?', id)
  database.run('UPDATE sightings SET frozen = 1 WHERE trace = ?', id)
  for (const row of patterns) freezePattern(engine, integer(row, 'pattern'))
  dropFacts(engine, id)
  database.run('DELETE FROM ledgers WHERE trace = ?', id)
  database.run('DELETE FROM fed_runs WHERE trace = ?', id)
  database.run('DELETE FROM traces WHERE id = ?', id)
}

/** First and last seen outlive the sightings that are dropped here. */
function freezePattern(engine: Engine, pattern: number): void {
  engine.database.run(
    `UPDATE patterns SET (frozen_first_ms, frozen_last_ms) =
       (SELECT min(coalesce(frozen_first_ms, min(counted_ms)), min(counted_ms)),
               max(coalesce(frozen_last_ms, max(counted_ms)), max(counted_ms))
        FROM sightings WHERE pattern = ?1 AND frozen = 1)
     WHERE id = ?1`,
    pattern,
  )
  const surplus = engine.database.all(
    `SELECT pattern, trace, run_id FROM sightings WHERE pattern = ? AND frozen = 1
     ORDER BY counted_ms DESC, run_id DESC LIMIT -1 OFFSET ?`,
    pattern,
    frozenSightingsMax,
  )
  forgetSightings(engine, surplus)
}
