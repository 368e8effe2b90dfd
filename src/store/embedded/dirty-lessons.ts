import type { DirtyLesson } from '../contract.ts'
import { limitOf } from '../limits.ts'
import type { Engine } from './engine.ts'
import { text } from './rows.ts'

/** The longest waiting first, so that a lesson that changes all the time holds up no other. */
export function dirtyLessons({ database }: Engine, limit: number): readonly DirtyLesson[] {
  return database
    .all('SELECT tenant, lesson FROM lessons WHERE dirty IS NOT NULL ORDER BY dirty LIMIT ?', limitOf(limit))
    .map((row) => ({ tenant: text(row, 'tenant'), lesson: text(row, 'lesson') }))
}
