/**
 * Replaces a trace's ledger and applies the difference to the counts, within the transaction of a commit. Answers the
 * lessons whose counts changed, sorted; a ledger that is the same changes nothing.
 */

import { difference, ledgerUnits, type Sighting } from '../../count/ledger-units.ts'
import type { RunContribution } from '../../pattern/contribution.ts'
import { addAgentRun, addSightingCounts, takeAgentRun, takeSightingCounts } from './count.ts'
import type { Engine } from './engine.ts'
import { bodyFormat, readBody } from './json-body.ts'
import { markKnownLesson } from './mark-lesson.ts'
import { findPattern, type PatternPlace, placePattern } from './pattern-place.ts'
import { refreshPattern } from './refresh-pattern.ts'
import { tally } from './tally.ts'
import type { TraceRow } from './trace-row.ts'

export function applyLedger(engine: Engine, trace: TraceRow, ledger: readonly RunContribution[]): readonly string[] {
  const before = ledgerUnits(readLedger(engine, trace))
  const after = ledgerUnits(ledger)
  writeLedger(engine, trace, ledger)

  const runs = difference(before.agentRuns, after.agentRuns)
  for (const run of runs.gone) takeAgentRun(engine, trace.tenant, run)
  for (const run of runs.come) addAgentRun(engine, trace.tenant, run)

  const sightings = difference(before.sightings, after.sightings)
  const taken = sightings.gone.map((sighting) => takeSighting(engine, trace, sighting))
  const added = sightings.come.map((sighting) => addSighting(engine, trace, sighting))
  return markChanged(engine, trace, [...taken, ...added])
}

/** A pattern that this very ledger made may have given way to another one of it. */
function markChanged(engine: Engine, trace: TraceRow, places: readonly (PatternPlace | null)[]): readonly string[] {
  const changed = new Map(places.filter((place) => place !== null).map((place) => [place.id, place.lesson]))
  for (const pattern of changed.keys()) refreshPattern(engine, pattern)
  const lessons = [...new Set(changed.values())].sort()
  for (const lesson of lessons) markKnownLesson(engine, trace.tenant, lesson)
  return lessons
}

/** What is not among the sightings was never counted, or gave way at the cap: it is in the overflow. */
function takeSighting(engine: Engine, trace: TraceRow, sighting: Sighting): PatternPlace | null {
  const pattern = findPattern(engine, trace.tenant, sighting.signature)
  if (pattern === null || !removeSighting(engine, trace, pattern, sighting)) {
    tally(engine, trace.tenant, 'overflow_runs', -1)
    return null
  }
  takeSightingCounts(engine, pattern.id, sighting)
  countRuns(engine, pattern, -1)
  return pattern
}

function addSighting(engine: Engine, trace: TraceRow, sighting: Sighting): PatternPlace | null {
  const pattern = placePattern(engine, trace.tenant, sighting)
  if (pattern === null) {
    tally(engine, trace.tenant, 'overflow_runs', 1)
    return null
  }
  engine.database.run(
    `INSERT INTO sightings (pattern, trace, run_id, trace_id, counted_ms, explanation) VALUES (?, ?, ?, ?, ?, ?)`,
    pattern.id,
    trace.id,
    sighting.runId,
    trace.traceId,
    sighting.countedMs,
    sighting.explanation,
  )
  addSightingCounts(engine, pattern.id, sighting)
  countRuns(engine, pattern, 1)
  return pattern
}

/** At once, and exactly once all is applied: the next sighting may look for a pattern that gives way to it. */
function countRuns({ database }: Engine, pattern: PatternPlace, by: number): void {
  database.run('UPDATE patterns SET runs = runs + ? WHERE id = ?', by, pattern.id)
}

function removeSighting({ database }: Engine, trace: TraceRow, pattern: PatternPlace, sighting: Sighting): boolean {
  const removed = database.run(
    'DELETE FROM sightings WHERE pattern = ? AND trace = ? AND run_id = ?',
    pattern.id,
    trace.id,
    sighting.runId,
  )
  return removed > 0
}

function readLedger({ database }: Engine, trace: TraceRow): readonly RunContribution[] {
  const row = database.get('SELECT format, body FROM ledgers WHERE trace = ?', trace.id)
  return row === undefined ? [] : readBody(row)
}

function writeLedger({ database }: Engine, trace: TraceRow, ledger: readonly RunContribution[]): void {
  database.run(
    `INSERT INTO ledgers (trace, format, body) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET format = excluded.format, body = excluded.body`,
    trace.id,
    bodyFormat,
    JSON.stringify(ledger),
  )
}
