import type { Data } from '../data.ts'
import { textsIn } from './data-texts.ts'
import { plain, salientValues, soleLinkForms, sureValues, valueCharsMax } from './salient-values.ts'

const textBounds = { texts: 48, chars: 2048, textCharsMin: 1 }
const argumentsMax = 24
const requestMax = 64

/** A link that is all there is to an argument: the call goes there, and does not only speak of it. */
export function asTarget(link: string): string {
  return `to ${link}`
}

/** What a call passes: short arguments as a whole, and the addresses, links and accounts in longer ones. */
export function argumentValues(data: Data): ReadonlySet<string> {
  return firstOf(inArguments(data), argumentsMax)
}

function* inArguments(data: Data): Generator<string> {
  for (const text of textsIn(data, textBounds)) {
    if (text.length <= valueCharsMax) yield plain(text)
    for (const link of soleLinkForms(text)) yield asTarget(link)
    if (text.length > 5) for (const { value } of sureValues(text)) yield value
  }
}

/** What a user's request names: what is salient in it, then its words, for a user may write names without capitals. */
export function requestValues(data: Data): ReadonlySet<string> {
  return firstOf(inRequest(textsIn(data, textBounds).join('\n')), requestMax)
}

const words = /[\p{L}\p{N}][\p{L}\p{N}'’_-]{3,40}/gu

function* inRequest(text: string): Generator<string> {
  for (const { value } of salientValues(text)) {
    yield value
    for (const link of soleLinkForms(value)) yield asTarget(link)
  }
  for (const [word] of text.matchAll(words)) yield plain(word)
}

/** A single character tells nothing. */
function firstOf(values: Iterable<string>, max: number): ReadonlySet<string> {
  const first = new Set<string>()
  for (const value of values) {
    if (first.size >= max) break
    if (value.length > 1) first.add(value)
  }
  return first
}
