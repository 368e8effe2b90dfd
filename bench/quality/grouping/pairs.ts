import { ratio } from '../rates.ts'

/** A labelled finding with the lesson that the code put it into. */
export interface Placed {
  /** Pairs are formed within it: data set and signal. */
  readonly scope: string
  readonly group: string
  readonly lesson: string
  /** Two labels may name one finding; that is no pair. */
  readonly finding: string
}

/** Of all pairs of findings in one scope: which are together by hand, by lesson, by both. */
export interface PairCounts {
  readonly pairs: number
  readonly byHand: number
  readonly byLesson: number
  readonly byBoth: number
}

export function countPairs(placed: readonly Placed[]): PairCounts {
  let [pairs, byHand, byLesson, byBoth] = [0, 0, 0, 0]
  for (const scope of Map.groupBy(placed, ({ scope: name }) => name).values())
    for (const [at, one] of scope.entries())
      for (const other of scope.slice(at + 1)) {
        if (one.finding === other.finding) continue
        pairs += 1
        const hand = one.group === other.group
        const lesson = one.lesson === other.lesson
        if (hand) byHand += 1
        if (lesson) byLesson += 1
        if (hand && lesson) byBoth += 1
      }
  return { pairs, byHand, byLesson, byBoth }
}

/** Of the pairs in one lesson, how many belong together by hand. */
export function precisionOf({ byLesson, byBoth }: PairCounts): number | null {
  return ratio(byBoth, byLesson)
}

/** Of the pairs that belong together by hand, how many are in one lesson. */
export function recallOf({ byHand, byBoth }: PairCounts): number | null {
  return ratio(byBoth, byHand)
}
