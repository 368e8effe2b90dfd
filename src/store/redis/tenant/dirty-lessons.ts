import type { DirtyLesson } from '../../contract.ts'
import { limitOf } from '../../limits.ts'
import { takeTurns } from '../../take-turns.ts'
import { isEnough, type NewsReader } from './news.ts'
import { textsOf } from './replies.ts'
import type { Slot, SlotOf } from './slot.ts'

/** The longest waiting of each tenant first, so that a lesson that changes all the time holds up no other. */
export async function dirtyLessons(slotOf: SlotOf, news: NewsReader, asked: number): Promise<readonly DirtyLesson[]> {
  const limit = limitOf(asked)
  const waiting = await news.look(
    (tenants) => Promise.all(tenants.map((tenant) => waitingIn(slotOf(tenant), limit))),
    (found) => isEnough(found, limit),
  )
  return takeTurns(waiting, limit)
}

async function waitingIn(slot: Slot, limit: number): Promise<readonly DirtyLesson[]> {
  const lessons = textsOf(await slot.read('zrange', 'dirty', 0, limit - 1))
  return lessons.map((lesson) => ({ tenant: slot.tenant, lesson }))
}
