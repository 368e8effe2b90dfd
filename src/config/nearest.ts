const comparedMax = 64

/** The known word closest to the one given, or null when none is close enough to be a slip of the pen. */
export function nearest(word: string, known: readonly string[]): string | null {
  const capped = word.slice(0, comparedMax).toLowerCase()
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(capped, candidate.slice(0, comparedMax).toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best !== undefined && best.distance <= Math.max(2, best.candidate.length / 3) ? best.candidate : null
}

/** Insertions, deletions and replacements that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
