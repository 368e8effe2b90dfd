import { bucketMs } from '../../pattern/window.ts'
import { baselineReachMs } from '../limits.ts'
import type { Engine } from './engine.ts'
import { integer } from './rows.ts'

const hoursMax = 50

/** Hours that no baseline reaches back to any more. */
export function expireBaselines({ database, baselines }: Engine, nowMs: number): boolean {
  const sql = 'SELECT DISTINCT start_ms FROM baselines WHERE start_ms < ? ORDER BY start_ms LIMIT ?'
  const hours = database.all(sql, nowMs - baselineReachMs - bucketMs.hour, hoursMax)
  for (const row of hours) database.run('DELETE FROM baselines WHERE start_ms = ?', integer(row, 'start_ms'))
  if (hours.length > 0) baselines.clear()
  return hours.length === hoursMax
}
