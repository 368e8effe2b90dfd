/** A name looked at for words; longer ones are cut. */
const nameCharsMax = 128

/** More than a run may have steps, so that one of nothing but new names does not make it start over. */
const knownMax = 16_384

/** Names are few and come again with every step: what is read from them is kept, and forgotten all at once at the bound. */
export function readFromName<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before.value
    if (known.size >= knownMax) known.clear()
    const value = read(name)
    known.set(name, { value })
    return value
  }
}

/** The words of a name: `searchKB`, `search_docs` and `search-kb` are all `search`, `kb`. */
export const nameWords: (name: string) => readonly string[] = readFromName(wordsOf)

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
