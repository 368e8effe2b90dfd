/** Groups that a signal looks at in one run: more kinds of trouble than that are noise, and the work stays bounded. */
const groupsMax = 64

/** Items by key, in order of first appearance; where there are too many groups the largest stay. */
export function groups<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const all = [...Map.groupBy(items, keyOf).values()]
  if (all.length <= groupsMax) return all
  return all.sort((a, b) => b.length - a.length).slice(0, groupsMax)
}

/** Several parts as one key, whatever characters they hold. */
export function keyOf(...parts: readonly (string | null)[]): string {
  return JSON.stringify(parts)
}

/** The most frequent value, the first seen one on a tie; null of nothing. */
export function mostFrequent(values: readonly string[]): string | null {
  const [largest] = [...Map.groupBy(values, (value) => value).values()].sort((a, b) => b.length - a.length)
  return largest?.[0] ?? null
}
