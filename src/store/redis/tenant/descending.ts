/** Lists go down a scored set a piece at a time, from where the page before ended, until a page is full. */
import type { Page } from '../../contract.ts'
import { type Position, writeCursor } from '../../cursor.ts'
import { pairsOf } from './replies.ts'
import type { Slot } from './slot.ts'

export interface Ranked {
  readonly member: string
  readonly score: number
}

/** A set that the slot has under a fixed name, or below its beginning. */
export type RankedSet = Parameters<Slot['read']>[1] | readonly (string | number)[]

export interface Walk {
  readonly set: RankedSet
  /** Score and member of the last item of the page before. */
  readonly after: Ranked | null
  readonly sinceScore?: number
  /** How many members are looked at together. */
  readonly pieces: number
}

/** Highest score first, equal ones by their member downwards. */
export async function* descending(slot: Slot, walk: Walk): AsyncGenerator<readonly Ranked[]> {
  const { set, after, pieces } = walk
  for (let offset = 0; ; offset += pieces) {
    const bounds = [after?.score ?? '+inf', walk.sinceScore ?? '-inf', 'WITHSCORES', 'LIMIT', offset, pieces]
    const reply = await (typeof set === 'string'
      ? slot.read('zrevrangebyscore', set, ...bounds)
      : slot.readAt('zrevrangebyscore', set, ...bounds))
    const found = pairsOf(reply).map(([member, score]) => ({ member, score: Number(score) }))
    const fresh = found.filter((one) => after === null || isBelow(one, after))
    if (fresh.length > 0) yield fresh
    if (found.length < pieces) return
  }
}

function isBelow(one: Ranked, after: Ranked): boolean {
  return one.score < after.score || (one.score === after.score && one.member < after.member)
}

/** A page's worth of what `choose` makes of the members; null is left out. One more is looked for, to know of the next page. */
export async function pageOf<T>(
  pieces: AsyncIterable<readonly Ranked[]>,
  limit: number,
  choose: (members: readonly Ranked[]) => Promise<readonly (T | null)[]>,
): Promise<{ readonly found: readonly (readonly [Ranked, T])[]; readonly more: boolean }> {
  const found: (readonly [Ranked, T])[] = []
  for await (const members of pieces) {
    const chosen = await choose(members)
    for (const [index, member] of members.entries()) {
      const item = chosen[index] ?? null
      if (item !== null) found.push([member, item])
    }
    if (found.length > limit) break
  }
  return { found: found.slice(0, limit), more: found.length > limit }
}

/** `sortedBy` belongs to the cursor, so that no other order takes it. */
export function cursorPage<T>(items: readonly T[], next: Position | null): Page<T> {
  return { items, nextCursor: next === null ? null : writeCursor(next) }
}

export function rankedAfter(after: Position | null, memberOf: (id: string) => string = (id) => id): Ranked | null {
  return after === null ? null : { score: after[1], member: memberOf(after[2]) }
}
