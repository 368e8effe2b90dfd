import type { ChunkState, RunEntryState, RunState, StateRecord, TraceRecord } from '../../state.ts'
import type { Row } from '../database.ts'
import type { Engine } from '../engine.ts'
import { readBody } from '../json-body.ts'
import { integer, text, word } from '../rows.ts'
import { continuationsOf, headOf, type TraceRow, traceRow } from '../trace-row.ts'
import { rowsBy } from './rows-by.ts'

/** Every trace that continues none that is still known, followed by those that continue it. */
export function* traceStates(engine: Engine): Generator<StateRecord> {
  for (const row of rowsBy(engine.database, 'traces', ['id'])) {
    const trace = traceRow(row)
    if (headOf(engine, trace) !== null) continue
    yield* oneTrace(engine, trace, null)
    for (const member of continuationsOf(engine, trace.id)) yield* oneTrace(engine, member, trace.traceId)
  }
}

function* oneTrace(engine: Engine, trace: TraceRow, head: string | null): Generator<StateRecord> {
  yield traceState(engine, trace, head)
  yield* chunkStates(engine, trace)
  yield* runStates(engine, trace)
}

function traceState(engine: Engine, trace: TraceRow, head: string | null): TraceRecord {
  const { tenant, traceId, state, dueMs, wantedMs, again, epoch, attempts, chunks, analyzed, spans, facts } = trace
  const { bytes, cut, rootEnded, expired, openedMs, firstReceivedMs, lastReceivedMs, committedMs } = trace
  return {
    ...{
      kind: 'trace',
      tenant,
      traceId,
      state,
      dueMs,
      wantedMs,
      again,
      epoch,
      attempts,
      chunks,
      analyzed,
      spans,
      facts,
    },
    ...{ bytes, cut, rootEnded, expired, openedMs, firstReceivedMs, lastReceivedMs, committedMs, head },
    ...{ noRun: trace.noRun, failure: trace.failure, refused: null },
    pending: callsOf(engine, trace, 'pending'),
    awaited: callsOf(engine, trace, 'awaited'),
    ledger: ledgerOf(engine, trace),
    fed: fedOf(engine, trace),
    entries: entriesOf(engine, trace),
  }
}

function callsOf({ database }: Engine, trace: TraceRow, side: 'pending' | 'awaited'): readonly string[] {
  const sql = 'SELECT call FROM calls WHERE trace = ? AND side = ? ORDER BY call'
  return database.all(sql, trace.id, side).map((row) => text(row, 'call'))
}

function ledgerOf({ database }: Engine, trace: TraceRow): TraceRecord['ledger'] {
  const row = database.get('SELECT format, body FROM ledgers WHERE trace = ?', trace.id)
  return row === undefined ? [] : readBody(row)
}

function fedOf({ database }: Engine, trace: TraceRow): readonly string[] {
  const sql = 'SELECT run_id FROM fed_runs WHERE trace = ? ORDER BY run_id'
  return database.all(sql, trace.id).map((row) => text(row, 'run_id'))
}

function entriesOf({ database }: Engine, trace: TraceRow): readonly RunEntryState[] {
  const sql = 'SELECT run_id, agent, outcome, counted_ms FROM runs WHERE trace = ? ORDER BY id'
  return database.all(sql, trace.id).map((row) => ({
    runId: text(row, 'run_id'),
    agent: text(row, 'agent'),
    outcome: word(row, 'outcome'),
    countedMs: integer(row, 'counted_ms'),
  }))
}

function* chunkStates({ database }: Engine, { id, tenant, traceId }: TraceRow): Generator<ChunkState> {
  for (const row of database.all('SELECT sequence, digest, body FROM chunks WHERE trace = ? ORDER BY sequence', id)) {
    const sequence = integer(row, 'sequence')
    yield { kind: 'chunk', tenant, traceId, sequence, digest: digestOf(row), cut: 0, text: text(row, 'body') }
  }
}

function digestOf({ digest }: Row): string {
  if (digest instanceof Uint8Array) return Buffer.from(digest).toString('hex')
  throw new Error('column digest: expected bytes, saw something else')
}

/** Records are read one by one: a trace may have very large ones. */
function* runStates({ database }: Engine, { id, tenant, traceId }: TraceRow): Generator<RunState> {
  for (const row of database.all('SELECT id FROM runs WHERE trace = ? ORDER BY id', id)) {
    const found = database.get('SELECT format, body FROM runs WHERE id = ?', integer(row, 'id'))
    if (found !== undefined) yield { kind: 'run', tenant, traceId, frozen: false, record: readBody(found) }
  }
}
