import type { DirtyLesson } from '../../contract.ts'
import { limitOf } from '../../limits.ts'
import { takeTurns } from '../../take-turns.ts'
import { inPieces } from './in-pieces.ts'
import { textsOf } from './replies.ts'
import type { Slot } from './slot.ts'

/** The longest waiting of each tenant first, so that a lesson that changes all the time holds up no other. */
export async function dirtyLessons(slots: readonly Slot[], asked: number): Promise<readonly DirtyLesson[]> {
  const limit = limitOf(asked)
  const waiting = await inPieces(slots, (slot) => waitingIn(slot, limit))
  return takeTurns(waiting, limit)
}

async function waitingIn(slot: Slot, limit: number): Promise<readonly DirtyLesson[]> {
  const lessons = textsOf(await slot.read('zrange', 'dirty', 0, limit - 1))
  return lessons.map((lesson) => ({ tenant: slot.tenant, lesson }))
}
