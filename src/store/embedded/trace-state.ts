import { noRunReasons } from '../../run/run.ts'
import type { TraceCounts, TraceState } from '../contract.ts'
import type { Engine } from './engine.ts'
import { integer, text } from './rows.ts'
import { findTrace, headOf } from './trace-row.ts'
import type { TraceKey } from './verbs.ts'

const runIdsMax = 1000

export function traceState(engine: Engine, key: TraceKey): TraceState | null {
  const trace = findTrace(engine, key)
  if (trace === null) return null
  const runs = engine.database.all('SELECT run_id FROM runs WHERE trace = ? ORDER BY id LIMIT ?', trace.id, runIdsMax)
  return {
    traceId: trace.traceId,
    state: trace.state,
    spans: trace.spans,
    cutFacts: trace.cut,
    runIds: runs.map((row) => text(row, 'run_id')),
    noRun: noRunReasons.find((reason) => reason === trace.noRun) ?? null,
    continues: headOf(engine, trace)?.traceId ?? null,
    failure: trace.failure,
  }
}

/** Facts and runs are those kept now; cut and late facts are all since the store was made. */
export function traceCounts({ database }: Engine): TraceCounts {
  const tallies = new Map(
    database.all('SELECT name, value FROM tallies').map((row) => [text(row, 'name'), integer(row, 'value')]),
  )
  return {
    open: tallies.get('open') ?? 0,
    settled: tallies.get('settled') ?? 0,
    quarantined: tallies.get('quarantined') ?? 0,
    facts: tallies.get('facts') ?? 0,
    runs: tallies.get('runs') ?? 0,
    cutFacts: tallies.get('cut_facts') ?? 0,
    lateFacts: tallies.get('late_facts') ?? 0,
  }
}

export function nextDue({ database }: Engine): number | null {
  const row = database.get('SELECT due_ms FROM traces WHERE due_ms IS NOT NULL ORDER BY due_ms LIMIT 1')
  return row === undefined ? null : integer(row, 'due_ms')
}
