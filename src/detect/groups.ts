/** Groups that a signal looks at in one run: more kinds of trouble than that are noise, and the work stays bounded. */
const groupsMax = 64

/** Items by key, in order of first appearance; where there are too many groups the largest stay. */
export function groups<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  return largest(allGroups(items, keyOf))
}

/** Items by key, in order of first appearance: every group, for whoever bounds them. */
export function allGroups<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const byKey = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const same = byKey.get(key)
    if (same === undefined) byKey.set(key, [item])
    else same.push(item)
  }
  return [...byKey.values()]
}

/** As many groups as a signal looks at: where there are more, the largest. */
export function largest<T>(all: readonly (readonly T[])[]): readonly (readonly T[])[] {
  if (all.length <= groupsMax) return all
  return all.toSorted((a, b) => b.length - a.length).slice(0, groupsMax)
}

interface OfFirst<T> {
  /** The first second key that came, and its items: mostly there is no other. */
  readonly second: string
  readonly items: T[]
  more: Map<string, T[]> | null
}

/** As `groups`, of two keys: without a text made of both for every item. */
export function groupsOfTwo<T>(
  items: readonly T[],
  firstOf: (item: T) => string,
  secondOf: (item: T) => string,
): readonly (readonly T[])[] {
  const byFirst = new Map<string, OfFirst<T>>()
  const all: T[][] = []
  const opened = () => {
    const group: T[] = []
    all.push(group)
    return group
  }
  for (const item of items) {
    const [first, second] = [firstOf(item), secondOf(item)]
    const known = byFirst.get(first) ?? { second, items: opened(), more: null }
    if (known.items.length === 0) byFirst.set(first, known)
    itemsOf(known, second, opened).push(item)
  }
  return largest(all)
}

function itemsOf<T>(known: OfFirst<T>, second: string, opened: () => T[]): T[] {
  if (known.second === second) return known.items
  known.more ??= new Map()
  const same = known.more.get(second) ?? opened()
  if (same.length === 0) known.more.set(second, same)
  return same
}

/** Several parts as one key: each stands behind its length, so that no other parts give the same, whatever they hold. */
export function keyOf(...parts: readonly (string | null)[]): string {
  let key = ''
  for (const part of parts) key += part === null ? '-' : `${part.length}:${part}`
  return key
}

/** The most frequent value, the first seen one on a tie; null of nothing. */
export function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let [most, best]: [number, string | null] = [0, null]
  for (const [value, count] of counts) if (count > most) [most, best] = [count, value]
  return best
}
