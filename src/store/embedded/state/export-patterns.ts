import { dimensions, remainderOf } from '../../../count/breakdown-bounds.ts'
import { bucketMs, type Resolution, resolutions } from '../../../pattern/window.ts'
import type {
  AgentCount,
  AgentState,
  CountsState,
  PatternState,
  RunState,
  SharedState,
  SightingState,
  StateRecord,
} from '../../state.ts'
import type { Row } from '../database.ts'
import type { Engine } from '../engine.ts'
import { readBody } from '../json-body.ts'
import { flag, integer, integerOrNull, text, word } from '../rows.ts'
import { rowsBy } from './rows-by.ts'

export function* agentStates(engine: Engine): Generator<AgentState> {
  for (const row of agentsIn(engine)) {
    const of = (resolution: Resolution) => agentCounts(engine, row, resolution)
    const counts = { minute: of('minute'), hour: of('hour'), day: of('day') }
    const lastMs = Math.max(0, ...Object.values(counts).map((buckets) => buckets.at(-1)?.[0] ?? 0))
    yield {
      kind: 'agent',
      tenant: text(row, 'tenant'),
      scope: word(row, 'scope'),
      agent: text(row, 'agent'),
      lastMs,
      counts,
    }
  }
}

/** One after the other, so that buckets are not all looked at for every page. */
function* agentsIn({ database }: Engine): Generator<Row> {
  const one = (where: string) =>
    `SELECT tenant, scope, agent FROM agent_counts ${where} ORDER BY tenant, scope, agent LIMIT 1`
  let row = database.get(one(''))
  while (row !== undefined) {
    yield row
    const after = [text(row, 'tenant'), text(row, 'scope'), text(row, 'agent')]
    row = database.get(one('WHERE (tenant, scope, agent) > (?, ?, ?)'), ...after)
  }
}

function agentCounts({ database }: Engine, of: Row, resolution: Resolution): readonly AgentCount[] {
  const sql = `SELECT start_ms, runs, failed FROM agent_counts
    WHERE tenant = ? AND scope = ? AND agent = ? AND width_ms = ? ORDER BY start_ms`
  return database
    .all(sql, text(of, 'tenant'), text(of, 'scope'), text(of, 'agent'), bucketMs[resolution])
    .map((row): AgentCount => [integer(row, 'start_ms'), integer(row, 'runs'), integer(row, 'failed')])
}

export function* patternStates(engine: Engine): Generator<StateRecord> {
  for (const row of rowsBy(engine.database, 'patterns', ['id'])) {
    const pattern = patternState(row)
    yield pattern
    yield* countsStates(engine, integer(row, 'id'), pattern)
    yield* sightingStates(engine, integer(row, 'id'), pattern)
  }
}

function patternState(row: Row): PatternState {
  return {
    kind: 'pattern',
    tenant: text(row, 'tenant'),
    signature: text(row, 'signature'),
    lesson: text(row, 'lesson'),
    scope: word(row, 'scope'),
    agent: text(row, 'agent'),
    signal: text(row, 'signal'),
    bucket: text(row, 'bucket'),
    locus: text(row, 'locus'),
    template: text(row, 'template'),
    recovery: text(row, 'recovery'),
    explanation: text(row, 'explanation'),
    firstSeenMs: integer(row, 'first_seen_ms'),
    lastSeenMs: integer(row, 'last_seen_ms'),
    frozenFirstMs: integerOrNull(row, 'frozen_first_ms'),
    frozenLastMs: integerOrNull(row, 'frozen_last_ms'),
  }
}

function* countsStates({ database }: Engine, id: number, { tenant, signature }: PatternState): Generator<CountsState> {
  for (const resolution of resolutions) {
    const sql = 'SELECT * FROM pattern_counts WHERE pattern = ? AND width_ms = ? ORDER BY start_ms'
    for (const row of database.all(sql, id, bucketMs[resolution])) {
      const startMs = integer(row, 'start_ms')
      const shared = database
        .all(
          `SELECT dimension, value, runs FROM breakdowns WHERE pattern = ? AND width_ms = ? AND start_ms = ?
           ORDER BY dimension, value`,
          id,
          bucketMs[resolution],
          startMs,
        )
        .map(sharedState)
      yield { kind: 'counts', tenant, signature, resolution, startMs, amounts: amountsOf(row), shared }
    }
  }
}

function amountsOf(row: Row): CountsState['amounts'] {
  return {
    runs: integer(row, 'runs'),
    failed: integer(row, 'failed'),
    usd: integer(row, 'usd'),
    tokens: integer(row, 'tokens'),
    seconds: integer(row, 'seconds'),
    calls: integer(row, 'calls'),
    approvals: integer(row, 'approvals'),
    severity: integer(row, 'severity'),
    completeness: integer(row, 'completeness'),
  }
}

function sharedState(row: Row): SharedState {
  const name = text(row, 'dimension')
  const dimension = dimensions.find((one) => one === name)
  if (dimension !== undefined) return [dimension, text(row, 'value'), integer(row, 'runs')]
  const whole = dimensions.find((one) => remainderOf(one) === name)
  if (whole === undefined) throw new Error('column dimension: expected a known one, saw another')
  return [whole, null, integer(row, 'runs')]
}

const pageSightings = 500

/** Latest first. */
function* sightingStates(
  { database }: Engine,
  id: number,
  { tenant, signature }: PatternState,
): Generator<SightingState> {
  let last: Row | undefined
  for (;;) {
    const after: readonly (string | number)[] =
      last === undefined ? [] : [integer(last, 'counted_ms'), text(last, 'run_id'), integer(last, 'trace')]
    const rows: readonly Row[] = database.all(
      `SELECT trace, run_id, trace_id, counted_ms, frozen, explanation FROM sightings WHERE pattern = ?
         ${last === undefined ? '' : 'AND (counted_ms, run_id, trace) < (?, ?, ?)'}
       ORDER BY counted_ms DESC, run_id DESC, trace DESC LIMIT ${pageSightings}`,
      id,
      ...after,
    )
    for (const row of rows) yield { kind: 'sighting', tenant, signature, ...sighting(row) }
    if (rows.length < pageSightings) return
    last = rows.at(-1)
  }
}

function sighting(row: Row) {
  return {
    traceId: text(row, 'trace_id'),
    runId: text(row, 'run_id'),
    countedMs: integer(row, 'counted_ms'),
    frozen: flag(row, 'frozen'),
    explanation: text(row, 'explanation'),
  }
}

/** Runs that patterns show and whose trace is forgotten. */
export function* frozenRunStates({ database }: Engine): Generator<RunState> {
  const table = `(SELECT id, tenant, format, body,
      (SELECT trace_id FROM sightings AS s WHERE s.trace = r.trace AND s.run_id = r.run_id LIMIT 1) AS trace_id
    FROM runs AS r WHERE frozen = 1)`
  for (const row of rowsBy(database, table, ['id'])) {
    const [tenant, traceId] = [text(row, 'tenant'), text(row, 'trace_id')]
    yield { kind: 'run', tenant, traceId, frozen: true, record: readBody(row) }
  }
}
