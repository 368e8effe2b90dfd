/**
 * append: adds one chunk of facts per trace and says when each trace is due.
 * Takes the chunks and the time of receipt. Answers how many facts were cut at a bound, and how many were late.
 * A chunk that is already there changes nothing. Facts that come after the late window are counted and not kept.
 */
import { hash } from 'node:crypto'
import type { AppendAnswer } from '../contract.ts'
import { type FactsText, fitFacts, fitsWhole, measure, type Room } from '../facts-text.ts'
import { openMaxMs, type StoreLimits } from '../limits.ts'
import type { Engine } from './engine.ts'
import { bodyFormat } from './json-body.ts'
import { bit, text } from './rows.ts'
import { tally } from './tally.ts'
import { findTrace, type TraceRow } from './trace-row.ts'
import type { AppendTask, ChunkText } from './verbs.ts'

export function append(engine: Engine, { chunks, receivedMs }: AppendTask): AppendAnswer {
  let [cut, late, opened] = [0, 0, 0]
  for (const chunk of chunks) {
    const answer = appendChunk(engine, chunk, receivedMs)
    tally(engine, chunk.tenant, 'cut_facts', answer.cut)
    tally(engine, chunk.tenant, 'late_facts', answer.late)
    cut += answer.cut
    late += answer.late
    opened += answer.opened
  }
  return { cut, late, opened }
}

const nothing: AppendAnswer = { cut: 0, late: 0, opened: 0 }

function appendChunk(engine: Engine, chunk: ChunkText, receivedMs: number): AppendAnswer {
  if (chunk.facts.facts === 0) return nothing
  const known = findTrace(engine, chunk)
  const opened = known === null ? 1 : 0
  const trace = known ?? addTrace(engine, chunk, receivedMs)
  if (isLate(engine, trace, receivedMs)) return { cut: 0, late: chunk.facts.facts, opened }
  const digest = hash('sha256', chunk.facts.text, 'buffer').subarray(0, 16)
  if (hasChunk(engine, trace, digest)) return nothing
  const { kept, there } = keepWhatFits(engine, trace, chunk.facts)
  if (kept.facts > 0) addChunk(engine, trace, digest, kept)
  const cut = chunk.facts.facts - kept.facts - there
  weigh(engine, trace, kept, cut)
  if (isNews(trace, kept, cut)) schedule(engine, trace, trace.rootEnded || chunk.rootEnded, receivedMs)
  return { cut, late: 0, opened }
}

function addTrace(engine: Engine, chunk: ChunkText, receivedMs: number): TraceRow {
  engine.database.run(
    `INSERT INTO traces (tenant, trace_id, state, wanted_ms, opened_ms, first_received_ms, last_received_ms)
     VALUES (?, ?, 'open', ?, ?, ?, ?)`,
    chunk.tenant,
    chunk.traceId,
    receivedMs,
    receivedMs,
    receivedMs,
    receivedMs,
  )
  const trace = findTrace(engine, chunk)
  if (trace === null) throw new Error('append: expected the trace that was just added, saw none')
  return trace
}

function isLate({ options }: Engine, trace: TraceRow, receivedMs: number): boolean {
  if (trace.expired) return true
  return (
    trace.state === 'settled' &&
    trace.committedMs !== null &&
    trace.committedMs + options.limits.lateWindowMs <= receivedMs
  )
}

/**
 * At its bound it is looked at what a trace holds already: spans that were sent again in other batches must not push out
 * those that are still to come. Once something was cut for good that is not looked at again, so that a full trace
 * cannot keep the store busy.
 */
function keepWhatFits(
  engine: Engine,
  trace: TraceRow,
  facts: FactsText,
): { readonly kept: FactsText; readonly there: number } {
  const { limits } = engine.options
  const roots = Math.max(0, limits.rootsPerTrace - Math.max(0, trace.spans - limits.spansPerTrace))
  if (fitsWhole(facts, roomBeside(trace, roots, limits))) return { kept: facts, there: 0 }
  const lines = trace.cut === 0 ? linesOf(engine, trace) : []
  const known = new Set(lines)
  const held = lines.length === 0 ? trace : measure([...known])
  let there = 0
  const isThere = (line: string) => {
    if (!known.has(line)) return false
    there += 1
    return true
  }
  return { kept: fitFacts(facts, roomBeside(held, roots, limits), isThere), there }
}

function roomBeside(
  held: { readonly spans: number; readonly bytes: number },
  roots: number,
  { spansPerTrace, factBytesPerTrace }: StoreLimits,
): Room {
  return { spans: Math.max(0, spansPerTrace - held.spans), bytes: Math.max(0, factBytesPerTrace - held.bytes), roots }
}

function linesOf({ database }: Engine, trace: TraceRow): readonly string[] {
  const rows = database.all('SELECT body FROM chunks WHERE trace = ?', trace.id)
  return rows.flatMap((row) => text(row, 'body').split('\n'))
}

/** The digest is that of the chunk as it was sent, before anything was cut. */
function hasChunk({ database }: Engine, trace: TraceRow, digest: Uint8Array): boolean {
  return database.get('SELECT 1 AS one FROM chunks WHERE trace = ? AND digest = ?', trace.id, digest) !== undefined
}

function addChunk({ database }: Engine, trace: TraceRow, digest: Uint8Array, kept: FactsText): void {
  database.run(
    'INSERT INTO chunks (trace, sequence, digest, format, body) VALUES (?, ?, ?, ?, ?)',
    trace.id,
    trace.chunks + 1,
    digest,
    bodyFormat,
    kept.text,
  )
}

function weigh({ database }: Engine, trace: TraceRow, kept: FactsText, cut: number): void {
  database.run(
    `UPDATE traces SET chunks = chunks + ?, spans = spans + ?, facts = facts + ?, bytes = bytes + ?, cut = cut + ?
     WHERE id = ?`,
    bit(kept.facts > 0),
    kept.spans,
    kept.facts,
    kept.bytes,
    cut,
    trace.id,
  )
}

/** A settled trace is judged again for what it has not seen: new facts, or that it is cut at all. */
function isNews(trace: TraceRow, kept: FactsText, cut: number): boolean {
  return trace.state === 'open' || kept.facts > 0 || (cut > 0 && trace.cut === 0)
}

/** A running lease is left alone: its commit sees that chunks came meanwhile. A quarantined trace stays unclaimed. */
function schedule({ database, options }: Engine, trace: TraceRow, rootEnded: boolean, receivedMs: number): void {
  const openedMs = trace.state === 'settled' ? receivedMs : trace.openedMs
  const wantedMs = Math.min(receivedMs + (rootEnded ? options.settleMs : options.idleMs), openedMs + openMaxMs)
  const leased = trace.leased && trace.dueMs !== null && trace.dueMs > receivedMs
  const quarantined = trace.state === 'quarantined'
  database.run(
    `UPDATE traces SET state = ?, due_ms = ?, wanted_ms = ?, root_ended = ?, opened_ms = ?, last_received_ms = ?,
       no_run = iif(state = 'settled', NULL, no_run)
     WHERE id = ?`,
    quarantined ? 'quarantined' : 'open',
    quarantined ? null : leased ? trace.dueMs : wantedMs,
    wantedMs,
    bit(rootEnded),
    openedMs,
    Math.max(receivedMs, trace.lastReceivedMs),
    trace.id,
  )
}
