/**
 * Finds the pattern of a sighting, or a place for a new one. At the tenant's cap a pattern seen only once gives way,
 * oldest first, unless a person is to look at it; where there is none, the sighting has no place and is counted as overflow.
 */

import type { Sighting } from '../../count/ledger-units.ts'
import type { Engine } from './engine.ts'
import { hasPatterns } from './mark-lesson.ts'
import { headLesson } from './merged-lessons.ts'
import { integer, text } from './rows.ts'
import { forgetSightings } from './sightings.ts'
import { tally } from './tally.ts'

export interface PatternPlace {
  readonly id: number
  readonly lesson: string
}

export function findPattern({ database }: Engine, tenant: string, signature: string): PatternPlace | null {
  const row = database.get('SELECT id, lesson FROM patterns WHERE tenant = ? AND signature = ?', tenant, signature)
  return row === undefined ? null : { id: integer(row, 'id'), lesson: text(row, 'lesson') }
}

export function placePattern(engine: Engine, tenant: string, sighting: Sighting): PatternPlace | null {
  const known = findPattern(engine, tenant, sighting.signature)
  if (known !== null) return known
  if (countPatterns(engine, tenant) >= engine.options.limits.patternsPerTenant && !makeRoom(engine, tenant)) return null
  return addPattern(engine, tenant, sighting)
}

/** The pattern and all that hangs on it; its lesson too, unless there are others in it or it ever had a candidate. */
export function dropPattern(engine: Engine, tenant: string, pattern: PatternPlace): void {
  const { database } = engine
  database.run('DELETE FROM patterns WHERE id = ?', pattern.id)
  database.run('DELETE FROM pattern_counts WHERE pattern = ?', pattern.id)
  database.run('DELETE FROM breakdowns WHERE pattern = ?', pattern.id)
  forgetSightings(engine, database.all('SELECT pattern, trace, run_id FROM sightings WHERE pattern = ?', pattern.id))
  database.run('UPDATE tenants SET patterns = patterns - 1 WHERE tenant = ?', tenant)
  if (hasPatterns(engine, tenant, pattern.lesson)) return
  database.run('DELETE FROM lessons WHERE tenant = ? AND lesson = ? AND sequence = 0', tenant, pattern.lesson)
  database.run('UPDATE lessons SET dirty = NULL WHERE tenant = ? AND lesson = ?', tenant, pattern.lesson)
}

function countPatterns({ database }: Engine, tenant: string): number {
  database.run('INSERT OR IGNORE INTO tenants (tenant) VALUES (?)', tenant)
  const row = database.get('SELECT patterns FROM tenants WHERE tenant = ?', tenant)
  return row === undefined ? 0 : integer(row, 'patterns')
}

function makeRoom(engine: Engine, tenant: string): boolean {
  const row = engine.database.get(
    `SELECT id, lesson, ${sighted} AS runs FROM patterns AS p WHERE tenant = ? AND runs <= 1 AND ${sighted} <= 1
       AND NOT EXISTS (SELECT 1 FROM candidates AS c
         WHERE c.tenant = p.tenant AND c.lesson = p.lesson AND c.state IN ('open', 'snoozed'))
     ORDER BY first_seen_ms, signature LIMIT 1`,
    tenant,
  )
  if (row === undefined) return false
  tally(engine, tenant, 'overflow_runs', integer(row, 'runs'))
  dropPattern(engine, tenant, { id: integer(row, 'id'), lesson: text(row, 'lesson') })
  return true
}

/** Within a commit the sightings are ahead of what the pattern shows. */
const sighted = '(SELECT count(*) FROM sightings AS s WHERE s.pattern = p.id)'

function addPattern(engine: Engine, tenant: string, sighting: Sighting): PatternPlace {
  const { database } = engine
  const lesson = headLesson(engine, tenant, sighting.lesson)
  const row = database.get(
    `INSERT INTO patterns (tenant, signature, lesson, scope, agent, signal, bucket, locus, template, recovery, explanation,
       first_seen_ms, last_seen_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    tenant,
    sighting.signature,
    lesson,
    sighting.scope,
    sighting.agent,
    sighting.signal,
    sighting.bucket,
    sighting.locus,
    sighting.template,
    sighting.recovery,
    sighting.explanation,
    sighting.countedMs,
    sighting.countedMs,
  )
  if (row === undefined) throw new Error('patterns: expected the id of the new row, saw none')
  database.run('UPDATE tenants SET patterns = patterns + 1 WHERE tenant = ?', tenant)
  return { id: integer(row, 'id'), lesson }
}
