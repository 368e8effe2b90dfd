import { closed } from '../candidate-row.ts'
import { latestCandidate } from './candidate-row.ts'
import type { Engine } from './engine.ts'
import { hasPatterns } from './mark-lesson.ts'
import { writeMove } from './write-move.ts'

/** An open candidate of a lesson of which nothing is known any more. A snoozed one closes when its time comes. */
export function closeWhenGone(engine: Engine, tenant: string, lesson: string, nowMs: number): void {
  if (hasPatterns(engine, tenant, lesson)) return
  const latest = latestCandidate(engine, tenant, lesson)
  if (latest?.candidate.state === 'open') writeMove(engine, closed(latest, 'gone', nowMs))
}
