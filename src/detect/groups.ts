/** Groups that a signal looks at in one run: more kinds of trouble than that are noise, and the work stays bounded. */
const groupsMax = 64

/** Items by key, in order of first appearance; where there are too many groups the largest stay. */
export function groups<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  if (items.length === 0) return []
  const byKey = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const same = byKey.get(key)
    if (same === undefined) byKey.set(key, [item])
    else same.push(item)
  }
  const all = [...byKey.values()]
  if (all.length <= groupsMax) return all
  return all.sort((a, b) => b.length - a.length).slice(0, groupsMax)
}

/** Several parts as one key: each stands behind its length, so that no other parts give the same, whatever they hold. */
export function keyOf(...parts: readonly (string | null)[]): string {
  let key = ''
  for (const part of parts) key += part === null ? '-' : `${part.length}:${part}`
  return key
}

/** The most frequent value, the first seen one on a tie; null of nothing. */
export function mostFrequent(values: readonly string[]): string | null {
  const [largest] = [...Map.groupBy(values, (value) => value).values()].sort((a, b) => b.length - a.length)
  return largest?.[0] ?? null
}
