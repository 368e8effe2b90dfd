import type { DecodeLimits } from './decoded.ts'
import { malformed, type Refusal, tooLarge } from './refusal.ts'

// OTLP has at most about two commas to each object or array; names of its properties are never numbers.
const commasPerElement = 2
const numericNamesMax = 64

const byte = {
  quote: 0x22,
  comma: 0x2c,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const
const structural: readonly number[] = [
  byte.quote,
  byte.comma,
  byte.colon,
  byte.openArray,
  byte.closeArray,
  byte.openObject,
  byte.closeObject,
]

const isStructural = Uint8Array.from({ length: 256 }, (_, value) => (structural.includes(value) ? 1 : 0))

/**
 * Counts over the bytes what `JSON.parse` would build, before it builds it. It need not be valid JSON: the parser stops
 * at the first fault, and up to there the counts are right. Objects stand for messages, arrays for repeated fields, so
 * either may nest as deep as messages may on the wire.
 */
export function jsonBudget(body: Uint8Array, limits: DecodeLimits): Refusal | null {
  const commasMax = limits.elementsMax * commasPerElement
  let objectDepth = 0
  let arrayDepth = 0
  let elements = 0
  let commas = 0
  let numericNames = 0
  let lastText = 0
  for (let at = 0; at < body.length; at += 1) {
    const seen = body[at] as number
    if (isStructural[seen] === 0) continue
    if (seen === byte.quote) {
      lastText = at + 1
      at = endOfText(body, lastText)
    } else if (seen === byte.comma) commas += 1
    else if (seen === byte.colon) numericNames += startsAsNumber(body, lastText)
    else if (seen === byte.closeObject) objectDepth -= 1
    else if (seen === byte.closeArray) arrayDepth -= 1
    else if (seen === byte.openObject || seen === byte.openArray) {
      if (seen === byte.openObject) objectDepth += 1
      else arrayDepth += 1
      elements += 1
      // The outermost object is the request itself, at depth 0.
      if (objectDepth > limits.depthMax + 1 || arrayDepth > limits.depthMax) return tooDeep(at, limits)
      if (elements > limits.elementsMax) return tooLarge('objects and arrays', limits.elementsMax)
    }
    if (commas > commasMax) return tooLarge('values', commasMax)
  }
  if (numericNames > numericNamesMax) {
    return malformed(`more than ${numericNamesMax} properties have a number for a name, expected names of OTLP/JSON`)
  }
  return null
}

function tooDeep(at: number, limits: DecodeLimits): Refusal {
  return malformed(`byte ${at} of the request: objects or arrays nested deeper than ${limits.depthMax}`)
}

/** Where the closing quote stands; behind the end when there is none. */
function endOfText(body: Uint8Array, from: number): number {
  let at = from
  while (at < body.length && body[at] !== byte.quote) at += body[at] === byte.backslash ? 2 : 1
  return at
}

/** Such names all fall into a few hash slots of V8, wherever they stand; an escape may hide a digit. */
function startsAsNumber(body: Uint8Array, at: number): 0 | 1 {
  const first = body[at] ?? 0
  return first === byte.backslash || (first >= byte.zero && first <= byte.nine) ? 1 : 0
}
