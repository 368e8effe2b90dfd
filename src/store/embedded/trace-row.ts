import type { TraceState } from '../contract.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { flag, integer, integerOrNull, text, textOrNull, word } from './rows.ts'
import type { TraceKey } from './verbs.ts'

/** A trace as its row has it; the columns are explained in schema.ts. */
export interface TraceRow {
  readonly id: number
  readonly tenant: string
  readonly traceId: string
  readonly state: TraceState['state']
  readonly dueMs: number | null
  readonly wantedMs: number
  readonly leased: boolean
  readonly again: boolean
  readonly epoch: number
  readonly attempts: number
  readonly chunks: number
  readonly analyzed: number
  readonly spans: number
  readonly facts: number
  readonly bytes: number
  readonly cut: number
  readonly rootEnded: boolean
  readonly expired: boolean
  readonly openedMs: number
  readonly firstReceivedMs: number
  readonly lastReceivedMs: number
  readonly committedMs: number | null
  readonly head: number | null
  readonly noRun: string | null
  readonly failure: string | null
  readonly answered: string | null
}

export function findTrace({ database }: Engine, key: TraceKey): TraceRow | null {
  const row = database.get('SELECT * FROM traces WHERE tenant = ? AND trace_id = ?', key.tenant, key.traceId)
  return row === undefined ? null : traceRow(row)
}

export function traceById({ database }: Engine, id: number): TraceRow | null {
  const row = database.get('SELECT * FROM traces WHERE id = ?', id)
  return row === undefined ? null : traceRow(row)
}

/** The trace that this one continues; null when it continues none, or none that is still known. */
export function headOf(engine: Engine, trace: TraceRow): TraceRow | null {
  return trace.head === null ? null : traceById(engine, trace.head)
}

/** The traces that continue this one, oldest first. */
export function continuationsOf({ database }: Engine, head: number): readonly TraceRow[] {
  return database
    .all('SELECT * FROM traces WHERE head = ? ORDER BY first_received_ms, id', head)
    .map((row) => traceRow(row))
}

export function traceRow(row: Row): TraceRow {
  return {
    id: integer(row, 'id'),
    tenant: text(row, 'tenant'),
    traceId: text(row, 'trace_id'),
    state: word(row, 'state'),
    dueMs: integerOrNull(row, 'due_ms'),
    wantedMs: integer(row, 'wanted_ms'),
    leased: flag(row, 'leased'),
    again: flag(row, 'again'),
    epoch: integer(row, 'epoch'),
    attempts: integer(row, 'attempts'),
    chunks: integer(row, 'chunks'),
    analyzed: integer(row, 'analyzed'),
    spans: integer(row, 'spans'),
    facts: integer(row, 'facts'),
    bytes: integer(row, 'bytes'),
    cut: integer(row, 'cut'),
    rootEnded: flag(row, 'root_ended'),
    expired: flag(row, 'expired'),
    openedMs: integer(row, 'opened_ms'),
    firstReceivedMs: integer(row, 'first_received_ms'),
    lastReceivedMs: integer(row, 'last_received_ms'),
    committedMs: integerOrNull(row, 'committed_ms'),
    head: integerOrNull(row, 'head'),
    noRun: textOrNull(row, 'no_run'),
    failure: textOrNull(row, 'failure'),
    answered: textOrNull(row, 'answered'),
  }
}
