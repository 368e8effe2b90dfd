import { noRunReasons } from '../../run/run.ts'
import type { TraceCounts, TraceState } from '../contract.ts'
import { runIdsShownMax } from '../limits.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'
import { findTrace, headOf } from './trace-row.ts'
import type { TraceKey } from './verbs.ts'

export function traceState(engine: Engine, key: TraceKey): TraceState | null {
  const trace = findTrace(engine, key)
  if (trace === null) return null
  const runs = engine.database.all(
    'SELECT run_id FROM runs WHERE trace = ? ORDER BY id LIMIT ?',
    trace.id,
    runIdsShownMax,
  )
  return {
    traceId: trace.traceId,
    state: trace.state,
    spans: trace.spans,
    cutFacts: trace.cut,
    runIds: runs.map((row) => text(row, 'run_id')),
    noRun: noRunReasons.find((reason) => reason === trace.noRun) ?? null,
    continues: headOf(engine, trace)?.traceId ?? null,
    failure: trace.failure,
    waits: trace.state === 'open' ? { untilMs: trace.wantedMs, rootEnded: trace.rootEnded } : null,
  }
}

/** Facts and runs are those kept now; what was cut, late, unfed or lost are all since the store was made. */
export function traceCounts({ database }: Engine, tenant: string | null): TraceCounts {
  const rows = database.all(
    'SELECT name, sum(value) AS value FROM tallies WHERE tenant = coalesce(?, tenant) GROUP BY name',
    tenant,
  )
  const tallies = new Map(rows.map((row) => [text(row, 'name'), integer(row, 'value')]))
  const of = (name: string) => tallies.get(name) ?? 0
  return {
    open: of('open'),
    settled: of('settled'),
    quarantined: of('quarantined'),
    facts: of('facts'),
    runs: of('runs'),
    cutFacts: of('cut_facts'),
    lateFacts: of('late_facts'),
    unfedRuns: of('unfed_runs'),
    overflowRuns: of('overflow_runs'),
    lostEvents: of('lost_events'),
    lostDeadLetters: of('lost_dead_letters'),
    lostRows: 0,
  }
}

export function nextDue({ database }: Engine): number | null {
  const row = database.get('SELECT due_ms FROM traces WHERE due_ms IS NOT NULL ORDER BY due_ms LIMIT 1')
  return row === undefined ? null : integer(row, 'due_ms')
}
