/** A name looked at for words; longer ones are cut. */
const nameCharsMax = 128

/** Names are few and come again with every step: their words are kept, and forgotten all at once at the bound. */
const known = new Map<string, readonly string[]>()
const knownMax = 4096

/** The words of a name: `searchKB`, `search_docs` and `search-kb` are all `search`, `kb`. */
export function nameWords(name: string): readonly string[] {
  const words = known.get(name)
  if (words !== undefined) return words
  if (known.size >= knownMax) known.clear()
  const read = wordsOf(name)
  known.set(name, read)
  return read
}

function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, nameCharsMax)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

export function hasWord(name: string, words: ReadonlySet<string>): boolean {
  for (const word of nameWords(name)) if (words.has(word)) return true
  return false
}
