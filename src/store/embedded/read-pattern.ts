import { fromUnits, units } from '../../count/units.ts'
import type { PatternScope } from '../../pattern/contribution.ts'
import type { Exemplar, Pattern, Variant } from '../../pattern/pattern.ts'
import { bucketMs } from '../../pattern/window.ts'
import { shownExemplars } from '../evidence-parts.ts'
import { shownMax } from '../limits.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { integer, text, word } from './rows.ts'
import type { RequestOf } from './verbs.ts'

/** Null also for a pattern all of whose runs were taken back. */
export function getPattern(engine: Engine, { tenant, signature }: RequestOf<'getPattern'>): Pattern | null {
  const sql = 'SELECT * FROM patterns WHERE tenant = ? AND signature = ? AND runs > 0'
  const row = engine.database.get(sql, tenant, signature)
  return row === undefined ? null : patternOf(engine, row)
}

export function patternOf(engine: Engine, row: Row): Pattern {
  const id = integer(row, 'id')
  const tenant = text(row, 'tenant')
  const counted: Counted = { tenant, scope: word(row, 'scope'), agent: text(row, 'agent') }
  return {
    ...counted,
    signature: text(row, 'signature'),
    lesson: text(row, 'lesson'),
    signal: text(row, 'signal'),
    bucket: word(row, 'bucket'),
    locus: text(row, 'locus'),
    template: text(row, 'template'),
    recovery: word(row, 'recovery'),
    firstSeenMs: integer(row, 'first_seen_ms'),
    lastSeenMs: integer(row, 'last_seen_ms'),
    runs: integer(row, 'runs'),
    agentRuns: agentRunsBetween(engine, counted, bucketMs.day, 0, Number.MAX_SAFE_INTEGER),
    severityMax: severityMaxOf(engine, id),
    explanation: text(row, 'explanation'),
    variants: variantsOf(engine, [id]),
    exemplars: exemplarsOf(engine, [id]),
  }
}

/** Whose runs are a denominator. */
export interface Counted {
  readonly tenant: string
  readonly scope: PatternScope
  readonly agent: string
}

/** Runs of an agent or service in the buckets that start within the range, both ends included. */
export function agentRunsBetween(
  { database }: Engine,
  { tenant, scope, agent }: Counted,
  widthMs: number,
  fromMs: number,
  toMs: number,
): number {
  const row = database.get(
    `SELECT coalesce(sum(runs), 0) AS runs FROM agent_counts
     WHERE tenant = ? AND scope = ? AND agent = ? AND width_ms = ? AND start_ms BETWEEN ? AND ?`,
    tenant,
    scope,
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
  const sql = `SELECT run_id, trace_id, counted_ms FROM sightings WHERE pattern = ?
    ORDER BY counted_ms DESC, run_id DESC LIMIT ?`
  const rows = patterns.flatMap((pattern) => database.all(sql, pattern, shownMax))
  return shownExemplars(
    rows.map((row) => ({
      runId: text(row, 'run_id'),
      traceId: text(row, 'trace_id'),
      endMs: integer(row, 'counted_ms'),
    })),
  )
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
