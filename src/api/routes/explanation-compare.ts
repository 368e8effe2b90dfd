import type { Explained } from './explanation.ts'

export interface PartDifference {
  readonly part: string
  readonly one: string
  readonly other: string
}

/** Parts that differ, in the order in which they are hashed; the template by its gist, which is what makes the lesson. */
export function differencesOf(one: Explained, other: Explained): readonly PartDifference[] {
  const theirs = new Map(other.parts.map(({ name, value }) => [name, value]))
  const parts = one.parts.map(({ name, value }) => ({ part: name, one: value, other: theirs.get(name) ?? '' }))
  return [...parts, { part: 'gist', one: one.gist, other: other.gist }].filter((pair) => pair.one !== pair.other)
}

/** Parts that may differ within a lesson: the template counts by its gist. */
const variants: ReadonlySet<string> = new Set(['recovery', 'template'])

export function reasonOf(one: Explained, other: Explained): string {
  if (one.signature === other.signature) return 'they are one signature'
  if (one.lesson === other.lesson) return reasonOfOne(one, other)
  const apart = differencesOf(one, other).filter(({ part }) => !variants.has(part))
  if (!one.current || !other.current)
    return 'two lessons: one of them was made under an older scheme or by another rule'
  if (apart.length === 0)
    return 'two lessons, although nothing in them differs that makes a lesson: one was merged elsewhere'
  return `two lessons: they differ in ${apart.map(({ part }) => part).join(', ')}`
}

function reasonOfOne(one: Explained, other: Explained): string {
  if (one.ownLesson === other.ownLesson) return `one lesson: ${sharedWords(one, other)}`
  const merge = one.merged ?? other.merged
  if (merge !== null) return `one lesson: ${merge.by} merged them at ${merge.at}`
  return 'one lesson: a reviewer merged them'
}

function sharedWords(one: Explained, other: Explained): string {
  const differs = new Set(differencesOf(one, other).map(({ part }) => part))
  if (one.parts.some(({ name, value }) => name === 'named' && value !== ''))
    return 'the configuration names it for both'
  return differs.has('template') ? 'their templates say the same (one gist)' : 'they differ in the recovery alone'
}
