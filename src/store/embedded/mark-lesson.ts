import type { Engine } from './engine.ts'
import { nextChange } from './tally.ts'

/**
 * The lesson's counts changed: its version grows, and it waits for a decision in the place it already has. Versions are
 * numbers of changes of the whole store, so a lesson that was dropped and came back never has an old one again.
 */
export function markLesson(engine: Engine, tenant: string, lesson: string): void {
  engine.database.run(
    `INSERT INTO lessons (tenant, lesson, version, dirty) VALUES (?1, ?2, ?3, ?3)
     ON CONFLICT DO UPDATE SET version = excluded.version, dirty = coalesce(dirty, excluded.dirty)`,
    tenant,
    lesson,
    nextChange(engine),
  )
}

/** A lesson without patterns is gone: there is nothing to decide on. */
export function markKnownLesson(engine: Engine, tenant: string, lesson: string): void {
  if (hasPatterns(engine, tenant, lesson)) markLesson(engine, tenant, lesson)
}

export function hasPatterns({ database }: Engine, tenant: string, lesson: string): boolean {
  const sql = 'SELECT 1 AS one FROM patterns WHERE tenant = ? AND lesson = ? LIMIT 1'
  return database.get(sql, tenant, lesson) !== undefined
}
