import { type Data, isKeyed, isList, keysOf, member } from '../data.ts'

export interface TextBounds {
  readonly texts: number
  /** All texts together; the last one is cut. */
  readonly chars: number
  /** Shorter texts are left out. */
  readonly textCharsMin: number
}

const depthMax = 12
const nodesMax = 4096

/** The texts in a value, numbers as text, in their order and within bounds. */
export function textsIn(value: Data, bounds: TextBounds): readonly string[] {
  const found: Found = { texts: [], nodes: 0, charsLeft: bounds.chars }
  collect(value, 0, found, bounds)
  return found.texts
}

interface Found {
  readonly texts: string[]
  nodes: number
  charsLeft: number
}

function collect(value: Data, depth: number, found: Found, bounds: TextBounds): void {
  found.nodes += 1
  if (depth > depthMax || found.nodes > nodesMax || found.charsLeft <= 0 || found.texts.length >= bounds.texts) return
  if (typeof value === 'string') keep(value, found, bounds)
  else if (typeof value === 'number' || typeof value === 'bigint') keep(String(value), found, bounds)
  else if (isList(value)) for (const item of value.slice(0, nodesMax)) collect(item, depth + 1, found, bounds)
  else if (isKeyed(value))
    for (const key of keysOf(value).slice(0, nodesMax)) collect(member(value, key) ?? null, depth + 1, found, bounds)
}

function keep(text: string, found: Found, { textCharsMin }: TextBounds): void {
  if (text.length < textCharsMin) return
  found.texts.push(text.slice(0, found.charsLeft))
  found.charsLeft -= text.length
}
