import { hash } from 'node:crypto'
import { type ChunkState, type RunState, StateRefused, type TraceRecord } from '../../state.ts'
import type { Engine } from '../engine.ts'
import { bodyFormat } from '../json-body.ts'
import { bit, integer } from '../rows.ts'

export function importTrace(engine: Engine, trace: TraceRecord): void {
  const { database } = engine
  const head = trace.head === null ? null : traceId(engine, trace.tenant, trace.head)
  database.run(
    `INSERT INTO traces (tenant, trace_id, state, due_ms, wanted_ms, again, epoch, attempts, chunks, analyzed, spans,
       bytes, cut, root_ended, expired, opened_ms, first_received_ms, last_received_ms, committed_ms, head, no_run, failure)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[trace.tenant, trace.traceId, trace.state, trace.dueMs, trace.wantedMs, bit(trace.again), trace.epoch],
    ...[trace.attempts, trace.chunks, trace.analyzed, trace.spans, trace.bytes, trace.cut, bit(trace.rootEnded)],
    ...[bit(trace.expired), trace.openedMs, trace.firstReceivedMs, trace.lastReceivedMs, trace.committedMs, head],
    ...[trace.noRun, trace.failure],
  )
  const id = knownTrace(engine, trace.tenant, trace.traceId)
  // The tally of facts follows changes of the column.
  database.run('UPDATE traces SET facts = ? WHERE id = ?', trace.facts, id)
  if (trace.ledger.length > 0) {
    const sql = 'INSERT INTO ledgers (trace, format, body) VALUES (?, ?, ?)'
    database.run(sql, id, bodyFormat, JSON.stringify(trace.ledger))
  }
  importCalls(engine, trace, id)
  for (const runId of trace.fed) {
    database.run('INSERT OR IGNORE INTO fed_runs (tenant, run_id, trace) VALUES (?, ?, ?)', trace.tenant, runId, id)
  }
}

function importCalls({ database }: Engine, { tenant, pending, awaited }: TraceRecord, id: number): void {
  const sql = 'INSERT INTO calls (tenant, call, side, trace) VALUES (?, ?, ?, ?)'
  for (const call of pending) database.run(sql, tenant, call, 'pending', id)
  for (const call of awaited) database.run(sql, tenant, call, 'awaited', id)
}

export function importChunk(engine: Engine, chunk: ChunkState): void {
  engine.database.run(
    'INSERT INTO chunks (trace, sequence, digest, format, body) VALUES (?, ?, ?, ?, ?)',
    knownTrace(engine, chunk.tenant, chunk.traceId),
    chunk.sequence,
    digestOf(chunk),
    bodyFormat,
    chunk.text,
  )
}

const digestBytes = 16

/** Of a chunk that was not cut the text tells the rest of a digest of which an engine keeps less. */
function digestOf({ digest, text }: ChunkState): Uint8Array {
  const known = Buffer.from(digest, 'hex').subarray(0, digestBytes)
  const whole = hash('sha256', text, 'buffer').subarray(0, digestBytes)
  if (whole.subarray(0, known.length).equals(known)) return whole
  return Buffer.concat([known, Buffer.alloc(digestBytes)]).subarray(0, digestBytes)
}

/** A run id names one run of the tenant. */
export function importRun(engine: Engine, { tenant, traceId, frozen, record }: RunState): void {
  const { run, countedAtMs } = record
  engine.database.run(
    `INSERT OR IGNORE INTO runs (tenant, run_id, trace, agent, outcome, counted_ms, frozen, format, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[tenant, run.id, frozen ? forgottenTrace(engine, tenant, traceId) : knownTrace(engine, tenant, traceId)],
    ...[run.agent, run.outcome, Math.floor(countedAtMs), bit(frozen), bodyFormat, JSON.stringify(record)],
  )
}

export function knownTrace(engine: Engine, tenant: string, id: string): number {
  const known = traceId(engine, tenant, id)
  if (known === null) throw new StateRefused('a record names a trace that does not come before it')
  return known
}

function traceId({ database }: Engine, tenant: string, id: string): number | null {
  const row = database.get('SELECT id FROM traces WHERE tenant = ? AND trace_id = ?', tenant, id)
  return row === undefined ? null : integer(row, 'id')
}

/** Runs and sightings outlive their trace under a number that no other trace ever has. */
export function forgottenTrace({ database }: Engine, tenant: string, id: string): number {
  database.run(`CREATE TEMP TABLE IF NOT EXISTS forgotten (
    tenant TEXT NOT NULL, trace_id TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (tenant, trace_id)
  ) STRICT, WITHOUT ROWID`)
  const known = database.get('SELECT id FROM forgotten WHERE tenant = ? AND trace_id = ?', tenant, id)
  if (known !== undefined) return integer(known, 'id')
  const row =
    database.get(`UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'traces' RETURNING seq`) ??
    database.get(`INSERT INTO sqlite_sequence (name, seq) VALUES ('traces', 1) RETURNING seq`)
  if (row === undefined) throw new Error('sqlite_sequence: expected a row, saw none')
  const number = integer(row, 'seq')
  database.run('INSERT INTO forgotten (tenant, trace_id, id) VALUES (?, ?, ?)', tenant, id, number)
  return number
}
