/** A few of the items, each as likely as any other. `chance` gives numbers from 0 to 1, without 1. */
export function fewByChance<T>(items: readonly T[], count: number, chance: () => number): readonly T[] {
  const left = [...items]
  const few: T[] = []
  while (few.length < count && left.length > 0) few.push(...left.splice(Math.floor(chance() * left.length), 1))
  return few
}
