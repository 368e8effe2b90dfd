/**
 * Lessons that a reviewer merged into another one. The patterns of a merged lesson carry its head as their lesson, so
 * that counting and deciding know nothing of merges; what still comes under the old name is resolved here. Heads are
 * never merged themselves, so one look is enough.
 */
import type { Engine } from './engine.ts'
import { markKnownLesson } from './mark-lesson.ts'
import { text } from './rows.ts'

export function headLesson({ database }: Engine, tenant: string, lesson: string): string {
  const row = database.get('SELECT head FROM lesson_merges WHERE tenant = ? AND lesson = ?', tenant, lesson)
  return row === undefined ? lesson : text(row, 'head')
}

/** `lesson` and all that was merged into it become part of `head`, which waits for a decision then. */
export function mergeLesson(engine: Engine, tenant: string, lesson: string, head: string): void {
  const { database } = engine
  database.run('UPDATE lesson_merges SET head = ? WHERE tenant = ? AND head = ?', head, tenant, lesson)
  database.run('INSERT INTO lesson_merges (tenant, lesson, head) VALUES (?, ?, ?)', tenant, lesson, head)
  database.run('UPDATE patterns SET lesson = ? WHERE tenant = ? AND lesson = ?', head, tenant, lesson)
  database.run('UPDATE lessons SET dirty = NULL WHERE tenant = ? AND lesson = ?', tenant, lesson)
  markKnownLesson(engine, tenant, head)
}
