import { errorLines } from './error-text.ts'
import { markedPassage, mask, maskingRules } from './masking-rules.ts'
import { survivors } from './survivors.ts'

/** UTF-16 units of the text that are looked at; what an error is called stands at its beginning. */
const textCharsMax = 2048
export const templateCharsMax = 160

const tokens = /<\*>|-32\d{3}(?![\p{L}\p{N}_.])|[\p{L}\p{M}\p{N}_'.$-]+|:/gu
const edges = /^[-_.'$]+|[-_.'$]+$/g
/** Saying only that something went wrong: some instrumentations put these before the text, others do not. */
const introductions: ReadonlySet<string> = new Set(['error:', 'exception:', 'uncaught:', 'unhandled:', 'fatal:'])

/**
 * The error text with everything variable masked: safe to show and to store. Only error codes, class names and words of
 * the vocabulary survive, everything else becomes `<*>`, runs of it folded. Taken from the first line that says
 * something; at most 160 characters. A blank text gives a blank template; masking a template changes nothing.
 */
export function errorTemplate(text: string): string {
  const seen = text.slice(0, textCharsMax).toWellFormed().normalize('NFC').replaceAll('’', "'")
  if (seen.trim() === '') return ''
  const { pattern, replacement } = markedPassage
  for (const line of errorLines(seen.replace(pattern, replacement))) {
    const template = lineTemplate(line)
    if (template !== '' && template !== mask) return template
  }
  return mask
}

function lineTemplate(line: string): string {
  let masked = line
  for (const rule of maskingRules) masked = masked.replace(rule.pattern, rule.replacement)
  return capped(introduced(keptWords(masked)))
}

function keptWords(masked: string): readonly string[] {
  const kept: string[] = []
  for (const [token] of masked.matchAll(tokens)) {
    if (token === ':') punctuate(kept)
    else for (const word of wordsOf(token, kept)) push(kept, word)
  }
  return kept
}

function wordsOf(token: string, kept: readonly string[]): readonly string[] {
  if (token === mask || token.startsWith('-32')) return [...survivors(token, kept)]
  const word = token.replace(edges, '')
  return word === '' ? [] : survivors(word, kept)
}

function push(kept: string[], word: string): void {
  if (word !== mask || kept.at(-1) !== mask) kept.push(word)
}

function punctuate(kept: string[]): void {
  const last = kept.pop()
  if (last !== undefined) kept.push(last === mask || last.endsWith(':') ? last : `${last}:`)
}

function introduced(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !introductions.has(word))
  return start < 0 ? words.slice(-1) : words.slice(start)
}

function capped(words: readonly string[]): string {
  let template = ''
  for (const word of words) {
    const longer = template === '' ? word : `${template} ${word}`
    if (longer.length > templateCharsMax) break
    template = longer
  }
  return template
}
