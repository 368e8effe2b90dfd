import { type PatternRecord, patternRecords } from './pattern-record.ts'
import { textOrNull, textsOf } from './replies.ts'
import type { Slot } from './slot.ts'

/** The lesson that stands for this one: heads are never merged themselves, so one look is enough. */
export async function headLesson(slot: Slot, lesson: string): Promise<string> {
  return textOrNull(await slot.read('hget', 'merges', lesson)) ?? lesson
}

/** The patterns of a lesson, oldest first: the first one leads. */
export async function patternsOfLesson(slot: Slot, lesson: string): Promise<readonly PatternRecord[]> {
  const members = textsOf(await slot.read('zrange', 'members', `[${lesson}\u0000`, `(${lesson}\u0001`, 'BYLEX'))
  const records = await patternRecords(
    slot,
    members.map((member) => member.slice(lesson.length + 1)),
  )
  return [...records].sort(oldestFirst)
}

function oldestFirst(a: PatternRecord, b: PatternRecord): number {
  return a.firstSeenMs - b.firstSeenMs || (a.signature < b.signature ? -1 : 1)
}
