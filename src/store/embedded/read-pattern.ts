import type { Exemplar, Pattern, Variant } from '../../pattern/pattern.ts'
import { bucketMs } from '../../pattern/window.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { integer, text, word } from './rows.ts'
import { fromUnits, units } from './units.ts'
import type { RequestOf } from './verbs.ts'

export const shownMax = 5

/** Null also for a pattern all of whose runs were taken back. */
export function getPattern(engine: Engine, { tenant, signature }: RequestOf<'getPattern'>): Pattern | null {
  const sql = 'SELECT * FROM patterns WHERE tenant = ? AND signature = ? AND runs > 0'
  const row = engine.database.get(sql, tenant, signature)
  return row === undefined ? null : patternOf(engine, row)
}

export function patternOf(engine: Engine, row: Row): Pattern {
  const id = integer(row, 'id')
  const agent = text(row, 'agent')
  const tenant = text(row, 'tenant')
  return {
    tenant,
    signature: text(row, 'signature'),
    lesson: text(row, 'lesson'),
    agent,
    signal: text(row, 'signal'),
    bucket: word(row, 'bucket'),
    locus: text(row, 'locus'),
    template: text(row, 'template'),
    recovery: word(row, 'recovery'),
    firstSeenMs: integer(row, 'first_seen_ms'),
    lastSeenMs: integer(row, 'last_seen_ms'),
    runs: integer(row, 'runs'),
    agentRuns: agentRunsBetween(engine, tenant, agent, bucketMs.day, 0, Number.MAX_SAFE_INTEGER),
    severityMax: severityMaxOf(engine, id),
    explanation: text(row, 'explanation'),
    variants: variantsOf(engine, [id]),
    exemplars: exemplarsOf(engine, [id]),
  }
}

/** Runs of an agent in the buckets that start within the range, both ends included. */
export function agentRunsBetween(
  { database }: Engine,
  tenant: string,
  agent: string,
  widthMs: number,
  fromMs: number,
  toMs: number,
): number {
  const row = database.get(
    `SELECT coalesce(sum(runs), 0) AS runs FROM agent_counts
     WHERE tenant = ? AND agent = ? AND width_ms = ? AND start_ms BETWEEN ? AND ?`,
    tenant,
    agent,
    widthMs,
    fromMs,
    toMs,
  )
  return row === undefined ? 0 : integer(row, 'runs')
}

/** Most frequent first; equally frequent ones by their text, so that every store shows the same. */
export function variantsOf({ database }: Engine, patterns: readonly number[]): readonly Variant[] {
  return database
    .all(
      `SELECT value, sum(runs) AS runs FROM breakdowns
       WHERE pattern IN (SELECT value FROM json_each(?)) AND width_ms = ? AND dimension = 'variant'
       GROUP BY value ORDER BY runs DESC, value LIMIT ?`,
      JSON.stringify(patterns),
      bucketMs.day,
      shownMax,
    )
    .map((row) => ({ trajectory: text(row, 'value'), runs: integer(row, 'runs') }))
}

/** Latest first. A run that carries several of the patterns is shown once. */
export function exemplarsOf({ database }: Engine, patterns: readonly number[]): readonly Exemplar[] {
  const latest = new Map<string, Exemplar>()
  for (const pattern of patterns) {
    const sql = `SELECT run_id, trace_id, counted_ms FROM sightings WHERE pattern = ?
      ORDER BY counted_ms DESC, run_id DESC LIMIT ?`
    for (const row of database.all(sql, pattern, shownMax)) {
      const runId = text(row, 'run_id')
      latest.set(runId, { runId, traceId: text(row, 'trace_id'), endMs: integer(row, 'counted_ms') })
    }
  }
  return [...latest.values()].sort(latestFirst).slice(0, shownMax)
}

function latestFirst(a: Exemplar, b: Exemplar): number {
  if (a.endMs !== b.endMs) return b.endMs - a.endMs
  return a.runId < b.runId ? 1 : -1
}

function severityMaxOf({ database }: Engine, pattern: number): number {
  const row = database.get(
    `SELECT coalesce(max(CAST(value AS INTEGER)), 0) AS most FROM breakdowns
     WHERE pattern = ? AND width_ms = ? AND dimension = 'severity'`,
    pattern,
    bucketMs.day,
  )
  return row === undefined ? 0 : fromUnits(integer(row, 'most'), units.severity)
}
