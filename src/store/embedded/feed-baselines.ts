/**
 * Feeds the healthy runs of a commit into the baselines of their agents, at the hour they are counted in, within the
 * transaction of the commit. A run is fed once, whatever is committed of it later, and never taken back.
 */
import type { RunContribution } from '../../pattern/contribution.ts'
import { bucketStart } from '../../pattern/window.ts'
import type { RunMeasures } from '../../run/baseline.ts'
import { addValue } from '../../run/sketch.ts'
import { emptyHour, type HourSketches } from './baseline.ts'
import type { Engine } from './engine.ts'
import { bodyFormat, readBody } from './json-body.ts'
import { integer } from './rows.ts'
import { tally } from './tally.ts'
import { wholeMs } from './time.ts'
import type { TraceRow } from './trace-row.ts'

export function feedBaselines(engine: Engine, trace: TraceRow, ledger: readonly RunContribution[]): void {
  for (const { runId, agent, countedAtMs, measures } of ledger) {
    if (measures === null || !isFirst(engine, trace, runId)) continue
    const hour = { tenant: trace.tenant, agent, startMs: bucketStart(wholeMs(countedAtMs), 'hour') }
    if (!feedHour(engine, hour, measures)) tally(engine, 'unfed_runs', 1)
  }
}

interface Hour {
  readonly tenant: string
  readonly agent: string
  readonly startMs: number
}

function isFirst({ database }: Engine, trace: TraceRow, runId: string): boolean {
  const sql = 'INSERT OR IGNORE INTO fed_runs (tenant, run_id, trace) VALUES (?, ?, ?)'
  return database.run(sql, trace.tenant, runId, trace.id) > 0
}

function feedHour(engine: Engine, hour: Hour, measures: RunMeasures): boolean {
  const before = findHour(engine, hour)
  if (before === null && isFull(engine, hour)) return false
  engine.database.run(
    `INSERT INTO baselines (tenant, agent, start_ms, format, body) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET format = excluded.format, body = excluded.body`,
    hour.tenant,
    hour.agent,
    hour.startMs,
    bodyFormat,
    JSON.stringify(fed(before ?? emptyHour, measures)),
  )
  engine.baselines.forget(hour.tenant, hour.agent, hour.startMs)
  return true
}

function findHour({ database }: Engine, { tenant, agent, startMs }: Hour): HourSketches | null {
  const sql = 'SELECT format, body FROM baselines WHERE tenant = ? AND agent = ? AND start_ms = ?'
  const row = database.get(sql, tenant, agent, startMs)
  return row === undefined ? null : readBody(row)
}

function isFull({ database, options }: Engine, { tenant, startMs }: Hour): boolean {
  const row = database.get('SELECT count(*) AS n FROM baselines WHERE start_ms = ? AND tenant = ?', startMs, tenant)
  return row !== undefined && integer(row, 'n') >= options.limits.baselinesPerHour
}

function fed(hour: HourSketches, measures: RunMeasures): HourSketches {
  return {
    runs: hour.runs + 1,
    costUsd: measures.costUsd === null ? hour.costUsd : addValue(hour.costUsd, measures.costUsd),
    tokens: measures.tokens === null ? hour.tokens : addValue(hour.tokens, measures.tokens),
    durationMs: addValue(hour.durationMs, measures.durationMs),
    steps: addValue(hour.steps, measures.steps),
  }
}
