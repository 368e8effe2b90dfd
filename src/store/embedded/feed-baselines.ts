/**
 * Feeds the healthy runs of a commit into the baselines of their agents, versions and services, at the hour they are
 * counted in, within the transaction of the commit. A run is fed once, whatever is committed of it later, and never taken
 * back.
 */
import { wholeMs } from '../../count/whole-ms.ts'
import type { RunContribution } from '../../pattern/contribution.ts'
import { bucketStart } from '../../pattern/window.ts'
import type { RunMeasures } from '../../run/baseline.ts'
import { type BaselineHour, emptyHour, withRun } from '../../run/baseline-hour.ts'
import { baselineSubjects, subjectName } from '../../run/baseline-subjects.ts'
import type { SubjectKey } from './baseline-cache.ts'
import type { Engine } from './engine.ts'
import { bodyFormat, readBody } from './json-body.ts'
import { integer } from './rows.ts'
import { tally } from './tally.ts'
import type { TraceRow } from './trace-row.ts'

export function feedBaselines(engine: Engine, trace: TraceRow, ledger: readonly RunContribution[]): void {
  for (const run of ledger) {
    if (run.measures === null || !isFirst(engine, trace, run.runId)) continue
    if (!feedRun(engine, trace.tenant, run, run.measures)) tally(engine, trace.tenant, 'unfed_runs', 1)
  }
}

function isFirst({ database }: Engine, trace: TraceRow, runId: string): boolean {
  const sql = 'INSERT OR IGNORE INTO fed_runs (tenant, run_id, trace) VALUES (?, ?, ?)'
  return database.run(sql, trace.tenant, runId, trace.id) > 0
}

/** Whether it found a place in all of its baselines. */
function feedRun(engine: Engine, tenant: string, run: RunContribution, measures: RunMeasures): boolean {
  const startMs = bucketStart(wholeMs(run.countedAtMs), 'hour')
  return baselineSubjects(run)
    .map((of) => feedHour(engine, { tenant, scope: of.scope, subject: subjectName(of), startMs }, measures))
    .every((fed) => fed)
}

interface Hour extends SubjectKey {
  readonly startMs: number
}

function feedHour(engine: Engine, hour: Hour, measures: RunMeasures): boolean {
  const before = findHour(engine, hour)
  if (before === null && isFull(engine, hour)) return false
  engine.database.run(
    `INSERT INTO baselines (tenant, scope, subject, start_ms, format, body) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET format = excluded.format, body = excluded.body`,
    hour.tenant,
    hour.scope,
    hour.subject,
    hour.startMs,
    bodyFormat,
    JSON.stringify(withRun(before ?? emptyHour, measures)),
  )
  engine.baselines.forget(hour, hour.startMs)
  return true
}

function findHour({ database }: Engine, { tenant, scope, subject, startMs }: Hour): BaselineHour | null {
  const sql = 'SELECT format, body FROM baselines WHERE tenant = ? AND scope = ? AND subject = ? AND start_ms = ?'
  const row = database.get(sql, tenant, scope, subject, startMs)
  return row === undefined ? null : readBody(row)
}

function isFull({ database, options }: Engine, { tenant, scope, startMs }: Hour): boolean {
  const sql = 'SELECT count(*) AS n FROM baselines WHERE start_ms = ? AND tenant = ? AND scope = ?'
  const row = database.get(sql, startMs, tenant, scope)
  return row !== undefined && integer(row, 'n') >= options.limits.baselinesPerHour
}
