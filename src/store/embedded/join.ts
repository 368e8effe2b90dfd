/**
 * Joining: a trace that answers a call which another one issued is that one's continuation. The head of a join continues
 * nothing itself (its continuations are taken along when it becomes one), so joins are one level deep and cannot loop:
 * the trace whose call was issued is always the head.
 */
import { applyLedger } from './apply-ledger.ts'
import { type CallSide, clearCalls, tracesOfCalls } from './calls.ts'
import type { Engine } from './engine.ts'
import { dropRuns } from './replace-runs.ts'
import { integer } from './rows.ts'
import { headOf, type TraceRow, traceById } from './trace-row.ts'

/** The heads of the traces that issued any of these calls, oldest first. */
export function issuersOf(engine: Engine, trace: TraceRow, awaited: readonly string[]): readonly TraceRow[] {
  return headsOnSide(engine, trace, 'pending', awaited)
}

/** The heads of the traces that wait for any of these calls, oldest first. */
export function waitersOf(engine: Engine, trace: TraceRow, pending: readonly string[]): readonly TraceRow[] {
  return headsOnSide(engine, trace, 'awaited', pending)
}

/**
 * Makes `member` a continuation of `head`: what it contributed is taken back, and the head is due at once. Answers the
 * lessons that changed, or null when the join is refused and nothing was done.
 */
export function join(engine: Engine, head: TraceRow, member: TraceRow, nowMs: number): readonly string[] | null {
  if (!mayJoin(engine, head, member)) return null
  const { database } = engine
  database.run('UPDATE traces SET head = ? WHERE head = ?', head.id, member.id)
  database.run(`UPDATE traces SET head = ?, no_run = 'continuation' WHERE id = ?`, head.id, member.id)
  clearCalls(engine, member)
  const lessons = applyLedger(engine, member, [])
  dropRuns(engine, member)
  makeDue(engine, head.id, nowMs)
  return lessons
}

/** Due at once; when it is being analyzed right now, once more after that. */
export function makeDue(engine: Engine, id: number, nowMs: number): void {
  const trace = traceById(engine, id)
  if (trace === null || trace.state === 'quarantined' || trace.expired) return
  const busy = trace.leased && trace.dueMs !== null && trace.dueMs > nowMs
  engine.database.run(
    `UPDATE traces SET state = 'open', again = 1, wanted_ms = ?, due_ms = ?, opened_ms = ? WHERE id = ?`,
    nowMs,
    busy ? trace.dueMs : nowMs,
    trace.state === 'open' ? trace.openedMs : nowMs,
    id,
  )
}

function headsOnSide(engine: Engine, trace: TraceRow, side: CallSide, calls: readonly string[]): readonly TraceRow[] {
  const heads = new Map<number, TraceRow>()
  for (const id of tracesOfCalls(engine, trace, side, calls)) {
    const found = traceById(engine, id)
    const head = found === null ? null : (headOf(engine, found) ?? found)
    if (head !== null && head.id !== trace.id) heads.set(head.id, head)
  }
  return [...heads.values()]
}

/** Without its facts a head cannot be judged anew, and a quarantined one never is. */
function mayJoin(engine: Engine, head: TraceRow, member: TraceRow): boolean {
  if (head.id === member.id || headOf(engine, head) !== null || headOf(engine, member) !== null) return false
  if (head.expired || member.expired) return false
  if (head.state === 'quarantined' || member.state === 'quarantined') return false
  const group = membersOf(engine, head) + membersOf(engine, member) + 1
  return group <= engine.options.limits.continuationsPerTrace
}

function membersOf({ database }: Engine, trace: TraceRow): number {
  const row = database.get('SELECT count(*) AS n FROM traces WHERE head = ?', trace.id)
  return row === undefined ? 0 : integer(row, 'n')
}
