/**
 * Where a weakness belongs in its lesson. That is its locus, but for names that the model made up: there is no such tool to
 * write a case for, and every spelling of one mistake is another name. Such a name is told by its last word, which in names
 * of tools is what they are about; what stands before it are servers, toolsets and verbs, the parts that are made up.
 */
import { mask } from './masking-rules.ts'

/** Signals whose locus is the name of something that does not exist. */
const inventing: ReadonlySet<string> = new Set(['tool_not_found'])

/** They say of a tool only that it is one. */
const generic: ReadonlySet<string> = new Set([
  'tool',
  'tools',
  'function',
  'func',
  'fn',
  'action',
  'call',
  'api',
  'cmd',
])

export function lessonLocus(signal: string, locus: string): string {
  if (!inventing.has(signal) || locus === mask) return locus
  const words = wordsOf(locus)
  const last = words.findLast((word) => !generic.has(word)) ?? words.at(-1)
  return last === undefined ? locus : singular(last)
}

/** Of `snake_case`, `kebab-case`, `dotted.names`, `server__tool` and `camelCase`; numbers at the end tell copies apart. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
}

function singular(word: string): string {
  return /^[a-z]{3,}[^s]s$/.test(word) ? word.slice(0, -1) : word
}
