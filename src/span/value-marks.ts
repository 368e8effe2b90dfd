import type { ValueMarks } from './span-fact.ts'

/** Thirty bits: two different values of one run share a mark once in a billion pairs. */
export const markChars = 5

/** The marks, one by one. */
export function marksIn(marks: ValueMarks | undefined): ReadonlySet<string> {
  const each = new Set<string>()
  if (marks === undefined) return each
  for (let at = 0; at + markChars <= marks.length; at += markChars) each.add(marks.slice(at, at + markChars))
  return each
}
