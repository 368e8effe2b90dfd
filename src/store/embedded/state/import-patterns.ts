/** A pattern with what follows it: its count buckets, then its sightings. */
import { remainderOf } from '../../../count/breakdown-bounds.ts'
import { ledgerUnits } from '../../../count/ledger-units.ts'
import type { RunContribution } from '../../../pattern/contribution.ts'
import { bucketMs } from '../../../pattern/window.ts'
import {
  amountNames,
  type CountsState,
  type PatternState,
  type SightingState,
  type StateRecord,
  StateRefused,
} from '../../state.ts'
import type { Engine } from '../engine.ts'
import { readBody } from '../json-body.ts'
import { refreshPattern } from '../refresh-pattern.ts'
import { bit, integer } from '../rows.ts'
import { forgottenTrace, knownTrace } from './import-traces.ts'

export interface PatternImport {
  /** To be told of every record, before it is taken. */
  before(record: StateRecord): void
  take(record: PatternState | CountsState | SightingState): void
  end(): void
}

interface Current {
  readonly id: number
  readonly state: PatternState
}

export function createPatternImport(engine: Engine): PatternImport {
  let current: Current | null = null
  const end = () => {
    if (current !== null) refreshPattern(engine, current.id)
    current = null
  }
  return {
    end,
    before: ({ kind }) => {
      if (kind !== 'counts' && kind !== 'sighting') end()
    },
    take: (record) => {
      if (record.kind === 'pattern') {
        current = { id: addPattern(engine, record), state: record }
        return
      }
      if (current?.state.signature !== record.signature || current.state.tenant !== record.tenant) {
        throw new StateRefused('counts and sightings have to follow their pattern')
      }
      if (record.kind === 'counts') addCounts(engine, current.id, record)
      else addSighting(engine, current, record)
    },
  }
}

function addPattern({ database }: Engine, pattern: PatternState): number {
  const row = database.get(
    `INSERT INTO patterns (tenant, signature, lesson, scope, agent, signal, bucket, locus, template, recovery, explanation,
       first_seen_ms, last_seen_ms, frozen_first_ms, frozen_last_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    ...[pattern.tenant, pattern.signature, pattern.lesson, pattern.scope, pattern.agent, pattern.signal],
    ...[pattern.bucket, pattern.locus, pattern.template, pattern.recovery, pattern.explanation],
    ...[pattern.firstSeenMs, pattern.lastSeenMs, pattern.frozenFirstMs, pattern.frozenLastMs],
  )
  if (row === undefined) throw new Error('patterns: expected the id of the new row, saw none')
  database.run(
    `INSERT INTO tenants (tenant, patterns) VALUES (?, 1) ON CONFLICT DO UPDATE SET patterns = patterns + 1`,
    pattern.tenant,
  )
  return integer(row, 'id')
}

function addCounts({ database }: Engine, pattern: number, { resolution, startMs, amounts, shared }: CountsState): void {
  database.run(
    `INSERT INTO pattern_counts (pattern, width_ms, start_ms, ${amountNames.join(', ')})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[pattern, bucketMs[resolution], startMs, ...amountNames.map((name) => amounts[name])],
  )
  for (const [dimension, value, runs] of shared) {
    database.run(
      'INSERT INTO breakdowns (pattern, width_ms, start_ms, dimension, value, runs) VALUES (?, ?, ?, ?, ?, ?)',
      ...[
        pattern,
        bucketMs[resolution],
        startMs,
        value === null ? remainderOf(dimension) : dimension,
        value ?? '',
        runs,
      ],
    )
  }
}

function addSighting(engine: Engine, { id, state }: Current, sighting: SightingState): void {
  const { tenant, traceId, runId, frozen } = sighting
  const trace = frozen ? forgottenTrace(engine, tenant, traceId) : knownTrace(engine, tenant, traceId)
  const explanation = sighting.explanation ?? explainedBy(engine, trace, sighting) ?? state.explanation
  engine.database.run(
    `INSERT INTO sightings (pattern, trace, run_id, trace_id, counted_ms, frozen, explanation)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[id, trace, runId, traceId, sighting.countedMs, bit(frozen), explanation],
  )
}

/** What the trace's ledger says of it. */
function explainedBy({ database }: Engine, trace: number, { runId, signature }: SightingState): string | null {
  const row = database.get('SELECT format, body FROM ledgers WHERE trace = ?', trace)
  if (row === undefined) return null
  const ledger: readonly RunContribution[] = readBody(row)
  return ledgerUnits(ledger).sightings.get(`${runId} ${signature}`)?.explanation ?? null
}
