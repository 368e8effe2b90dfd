import { bucketMs, bucketStart, type Resolution, reachMs, resolutions } from '../../pattern/window.ts'
import { closeWhenGone } from './close-when-gone.ts'
import type { Engine } from './engine.ts'
import { dropPattern } from './pattern-place.ts'
import { refreshPattern } from './refresh-pattern.ts'
import { integer, text } from './rows.ts'

const bucketsMax = 20
const takenBackMax = 200
const tables = ['pattern_counts', 'breakdowns', 'agent_counts'] as const
type Table = (typeof tables)[number]

/**
 * Count buckets past the reach of their resolution. A pattern whose last day goes, goes with it, and so does the lesson; so
 * does a pattern all of whose runs were taken back, when it was first seen before that reach.
 */
export function expireCounts(engine: Engine, nowMs: number): boolean {
  let more = false
  for (const resolution of resolutions) {
    const lastMs = nowMs - reachMs[resolution] - bucketMs[resolution]
    for (const table of tables) {
      const starts = expiredStarts(engine, table, resolution, lastMs)
      for (const startMs of starts) dropBuckets(engine, { table, resolution, startMs }, nowMs)
      more ||= starts.length === bucketsMax
    }
  }
  return dropTakenBack(engine, nowMs) || more
}

function dropTakenBack(engine: Engine, nowMs: number): boolean {
  const beforeMs = bucketStart(nowMs - reachMs.day, 'day')
  const sql = 'SELECT id FROM patterns WHERE runs = 0 AND first_seen_ms < ? LIMIT ?'
  const rows = engine.database.all(sql, beforeMs, takenBackMax)
  for (const row of rows) dropWhenEmpty(engine, integer(row, 'id'), nowMs)
  return rows.length === takenBackMax
}

function expiredStarts({ database }: Engine, table: Table, resolution: Resolution, lastMs: number): readonly number[] {
  const sql = `SELECT DISTINCT start_ms FROM ${table} WHERE width_ms = ? AND start_ms <= ? ORDER BY start_ms LIMIT ?`
  return database.all(sql, bucketMs[resolution], lastMs, bucketsMax).map((row) => integer(row, 'start_ms'))
}

interface Expired {
  readonly table: Table
  readonly resolution: Resolution
  readonly startMs: number
}

function dropBuckets(engine: Engine, { table, resolution, startMs }: Expired, nowMs: number): void {
  const seen = table === 'pattern_counts' && resolution === 'day' ? patternsOf(engine, startMs) : []
  engine.database.run(`DELETE FROM ${table} WHERE width_ms = ? AND start_ms = ?`, bucketMs[resolution], startMs)
  for (const pattern of seen) dropWhenEmpty(engine, pattern, nowMs)
}

function patternsOf({ database }: Engine, startMs: number): readonly number[] {
  const sql = 'SELECT pattern FROM pattern_counts WHERE width_ms = ? AND start_ms = ?'
  return database.all(sql, bucketMs.day, startMs).map((row) => integer(row, 'pattern'))
}

function dropWhenEmpty(engine: Engine, id: number, nowMs: number): void {
  refreshPattern(engine, id)
  const row = engine.database.get('SELECT tenant, lesson FROM patterns WHERE id = ? AND runs = 0', id)
  if (row === undefined) return
  const [tenant, lesson] = [text(row, 'tenant'), text(row, 'lesson')]
  dropPattern(engine, tenant, { id, lesson })
  closeWhenGone(engine, tenant, lesson, nowMs)
}
