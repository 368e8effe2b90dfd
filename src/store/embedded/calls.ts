import { callsPerTraceMax } from '../limits.ts'
import type { Engine } from './engine.ts'
import { integer } from './rows.ts'
import type { TraceRow } from './trace-row.ts'
import type { CommitTask } from './verbs.ts'

/** Tool calls through which traces find each other. `pending`: issued here; `awaited`: answered here. */
export type CallSide = 'pending' | 'awaited'

export function replaceCalls(engine: Engine, trace: TraceRow, task: CommitTask): void {
  clearCalls(engine, trace)
  addCalls(engine, trace, 'pending', task.pendingCalls)
  addCalls(engine, trace, 'awaited', task.awaitedCalls)
}

export function clearCalls({ database }: Engine, trace: Pick<TraceRow, 'id'>): void {
  database.run('DELETE FROM calls WHERE trace = ?', trace.id)
}

/** Ids of the other traces on that side of any of the calls, the oldest first. */
export function tracesOfCalls(
  { database }: Engine,
  trace: TraceRow,
  side: CallSide,
  calls: readonly string[],
): readonly number[] {
  const found = new Set<number>()
  for (const call of calls.slice(0, callsPerTraceMax)) {
    const rows = database.all(
      'SELECT trace FROM calls WHERE tenant = ? AND call = ? AND side = ? AND trace <> ? ORDER BY trace LIMIT 64',
      trace.tenant,
      call,
      side,
      trace.id,
    )
    for (const row of rows) found.add(integer(row, 'trace'))
  }
  return [...found].sort((a, b) => a - b)
}

function addCalls({ database }: Engine, trace: TraceRow, side: CallSide, calls: readonly string[]): void {
  for (const call of calls.slice(0, callsPerTraceMax)) {
    database.run(
      'INSERT OR IGNORE INTO calls (tenant, call, side, trace) VALUES (?, ?, ?, ?)',
      trace.tenant,
      call,
      side,
      trace.id,
    )
  }
}
