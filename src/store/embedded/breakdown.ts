/**
 * Bounded maps of a count bucket: how many of its runs share a source, a release, a risk ... What finds no place is
 * counted in the remainder, so that the whole stays exact; taking back goes by the same way.
 */
import { type Dimension, distinctMax, remainderOf } from '../../count/breakdown-bounds.ts'
import type { Engine } from './engine.ts'
import { integer } from './rows.ts'

export interface CountBucket {
  readonly pattern: number
  readonly widthMs: number
  readonly startMs: number
}

export function addToBreakdown(engine: Engine, bucket: CountBucket, dimension: Dimension, value: string): void {
  if (change(engine, bucket, dimension, value, 1)) return
  const place = distinct(engine, bucket, dimension) < distinctMax[dimension]
  engine.database.run(
    `INSERT INTO breakdowns (pattern, width_ms, start_ms, dimension, value, runs) VALUES (?, ?, ?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET runs = runs + 1`,
    bucket.pattern,
    bucket.widthMs,
    bucket.startMs,
    place ? dimension : remainderOf(dimension),
    place ? value : '',
  )
}

export function takeFromBreakdown(engine: Engine, bucket: CountBucket, dimension: Dimension, value: string): void {
  const taken = change(engine, bucket, dimension, value, -1) || change(engine, bucket, remainderOf(dimension), '', -1)
  if (!taken) return
  engine.database.run(
    'DELETE FROM breakdowns WHERE pattern = ? AND width_ms = ? AND start_ms = ? AND runs <= 0',
    bucket.pattern,
    bucket.widthMs,
    bucket.startMs,
  )
}

function change({ database }: Engine, bucket: CountBucket, dimension: string, value: string, by: number): boolean {
  const changed = database.run(
    `UPDATE breakdowns SET runs = runs + ?
     WHERE pattern = ? AND width_ms = ? AND start_ms = ? AND dimension = ? AND value = ?`,
    by,
    bucket.pattern,
    bucket.widthMs,
    bucket.startMs,
    dimension,
    value,
  )
  return changed > 0
}

function distinct({ database }: Engine, bucket: CountBucket, dimension: Dimension): number {
  const row = database.get(
    `SELECT count(*) AS n FROM breakdowns WHERE pattern = ? AND width_ms = ? AND start_ms = ? AND dimension = ?`,
    bucket.pattern,
    bucket.widthMs,
    bucket.startMs,
    dimension,
  )
  return row === undefined ? 0 : integer(row, 'n')
}
