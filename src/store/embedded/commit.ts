/**
 * commit: records what the analysis of a claimed trace gave. Refused without a change when the lease went to another
 * worker. Else, in one transaction: the ledger is replaced and its difference counted, healthy runs feed the baseline of
 * their agent, run records and open calls are replaced, and the trace settles, unless chunks came that the analysis has
 * not seen.
 * A trace that awaits a call of another trace becomes its continuation: it contributes nothing itself and makes the
 * other one due. Repeated under the same epoch, it answers the same and changes nothing.
 */
import { hash } from 'node:crypto'
import { wholeMs } from '../../count/whole-ms.ts'
import type { NoRunReason } from '../../run/run.ts'
import type { CommitAnswer } from '../contract.ts'
import { storedJson } from '../stored-json.ts'
import { applyLedger } from './apply-ledger.ts'
import { clearCalls, replaceCalls } from './calls.ts'
import type { Engine } from './engine.ts'
import { feedBaselines } from './feed-baselines.ts'
import { issuersOf, join, makeDue, waitersOf } from './join.ts'
import { dropRuns, replaceRuns } from './replace-runs.ts'
import { findTrace, headOf, type TraceRow } from './trace-row.ts'
import type { CommitTask } from './verbs.ts'

const stale: CommitAnswer = { kind: 'stale' }

export function commit(engine: Engine, task: CommitTask): CommitAnswer {
  const trace = findTrace(engine, task)
  if (trace === null || trace.epoch !== task.epoch) return stale
  const digest = digestOf(task)
  if (!trace.leased) return repeated(trace, digest)
  const head = headOf(engine, trace)
  const answer = head === null ? commitRun(engine, trace, task) : commitContinuation(engine, trace, task, head)
  remember(engine, trace, { epoch: task.epoch, digest, answer })
  return answer
}

function commitRun(engine: Engine, trace: TraceRow, task: CommitTask): CommitAnswer {
  const nowMs = wholeMs(task.nowMs)
  settle(engine, trace, task, task.noRun)
  replaceCalls(engine, trace, task)
  for (const issuer of issuersOf(engine, trace, task.awaitedCalls)) {
    if (join(engine, issuer, trace, nowMs) !== null) return { kind: 'continuation', of: issuer.traceId }
  }
  const lessons = new Set(applyLedger(engine, trace, task.ledger))
  feedBaselines(engine, trace, task.ledger)
  replaceRuns(engine, trace, task.runs)
  if (task.noRun === 'infrastructure_only') dropSeen(engine, trace, task.upTo)
  for (const waiter of waitersOf(engine, trace, task.pendingCalls)) {
    for (const lesson of join(engine, trace, waiter, nowMs) ?? []) lessons.add(lesson)
  }
  return { kind: 'committed', lessons: [...lessons].sort() }
}

/** Spans of infrastructure are kept for the run they may stand above; where none came, they are dropped. */
function dropSeen({ database }: Engine, trace: TraceRow, upTo: number): void {
  database.run('DELETE FROM chunks WHERE trace = ? AND sequence <= ?', trace.id, upTo)
  if (trace.chunks <= upTo) database.run('UPDATE traces SET facts = 0, spans = 0, bytes = 0 WHERE id = ?', trace.id)
}

function commitContinuation(engine: Engine, trace: TraceRow, task: CommitTask, head: TraceRow): CommitAnswer {
  settle(engine, trace, task, 'continuation')
  clearCalls(engine, trace)
  applyLedger(engine, trace, [])
  dropRuns(engine, trace)
  if (task.upTo > trace.analyzed) makeDue(engine, head.id, wholeMs(task.nowMs))
  return { kind: 'continuation', of: head.traceId }
}

/** The facts of continuations are needed for as long as those of their head, so their window starts anew with it. */
function settle({ database }: Engine, trace: TraceRow, task: CommitTask, noRun: NoRunReason | null): void {
  const nowMs = wholeMs(task.nowMs)
  const unseen = trace.chunks > task.upTo || trace.again
  database.run(
    `UPDATE traces SET state = ?, due_ms = ?, leased = 0, again = 0, attempts = 0, analyzed = ?, committed_ms = ?,
       opened_ms = ?, no_run = ?, failure = NULL
     WHERE id = ?`,
    unseen ? 'open' : 'settled',
    unseen ? trace.wantedMs : null,
    Math.min(task.upTo, trace.chunks),
    nowMs,
    unseen ? nowMs : trace.openedMs,
    noRun,
    trace.id,
  )
  database.run('UPDATE traces SET committed_ms = ? WHERE head = ? AND committed_ms < ?', nowMs, trace.id, nowMs)
}

interface Answered {
  readonly epoch: number
  readonly digest: string
  readonly answer: CommitAnswer
}

function remember({ database }: Engine, trace: TraceRow, answered: Answered): void {
  database.run('UPDATE traces SET answered = ? WHERE id = ?', JSON.stringify(answered), trace.id)
}

function repeated(trace: TraceRow, digest: string): CommitAnswer {
  if (trace.answered === null) return stale
  const answered: Answered = storedJson(trace.answered)
  return answered.epoch === trace.epoch && answered.digest === digest ? answered.answer : stale
}

/** The time of a repetition may differ. */
function digestOf(task: CommitTask): string {
  return hash('sha256', JSON.stringify({ ...task, nowMs: 0 }))
}
