const nameCharsMax = 128

/** Names are identifiers of the application; they are kept, on one line and capped. */
export function nameOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  const line = text.slice(0, 512).replaceAll(/\s+/g, ' ').trim()
  if (line === '') return null
  return line.length <= nameCharsMax ? line : line.slice(0, nameCharsMax).toWellFormed()
}

/** Something that can only be a name: no spaces, no sentence. Used where a name has to be read out of content. */
export function identifierOf(text: string | null): string | null {
  return text !== null && text.length <= 64 && /^[A-Za-z_][\w.:/-]*$/.test(text) ? text : null
}

/** Words of a span name: split at separators and at humps, lower-cased. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 256)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
