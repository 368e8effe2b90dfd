/** From here on a run counts as weak (issue 5): the severities of what recurs in it, summed. */
export const flagFrom = 0.5

/** A lesson counts in a data set when so many of its runs carry it. */
export const recurrenceMin = 3

interface Weighable {
  readonly severity: number
  readonly recurs: boolean
}

/** The summed severity of a run's recurring findings, in whole hundredths of what is shown: no sum misses 0.5 by rounding. */
export function weightOf(findings: readonly Weighable[]): number {
  return rounded(findings.reduce((sum, { severity, recurs }) => (recurs ? sum + severity : sum), 0))
}

export function isFlagged(weight: number): boolean {
  return weight >= flagFrom
}

/** Lessons that at least `recurrenceMin` of these runs carry. */
export function recurringLessons(runs: readonly { readonly lessons: Iterable<string> }[]): ReadonlySet<string> {
  const carriers = new Map<string, number>()
  for (const { lessons } of runs)
    for (const lesson of new Set(lessons)) carriers.set(lesson, (carriers.get(lesson) ?? 0) + 1)
  return new Set([...carriers].flatMap(([lesson, count]) => (count >= recurrenceMin ? [lesson] : [])))
}

function rounded(sum: number): number {
  return Math.round(sum * 1e6) / 1e6
}
