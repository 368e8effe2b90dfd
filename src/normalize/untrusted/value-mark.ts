import type { Fingerprint } from '../../span/fingerprint.ts'
import type { ValueMarks } from '../../span/span-fact.ts'
import { markChars } from '../../span/value-marks.ts'

/** The marks of the values, each once, in their order. */
export function marksOf(values: Iterable<string>, fingerprint: Fingerprint): ValueMarks {
  const key = keyOf(fingerprint)
  return [...new Set(values)].map((value) => markOf(value, key)).join('')
}

interface Key {
  readonly low: number
  readonly high: number
}

const keys = new WeakMap<Fingerprint, Key>()

/** One key per installation, drawn from its fingerprint, so that marks need no secret of their own. */
function keyOf(fingerprint: Fingerprint): Key {
  const known = keys.get(fingerprint)
  if (known !== undefined) return known
  const drawn = fingerprint('value marks')
  const key = { low: wordAt(drawn, 0), high: wordAt(drawn, 8) }
  keys.set(fingerprint, key)
  return key
}

function wordAt(hex: string, from: number): number {
  const word = Number.parseInt(hex.slice(from, from + 8), 16)
  return Number.isNaN(word) ? 0 : word | 0
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function markOf(value: string, key: Key): string {
  const hash = halfSipHash(value, key)
  let mark = ''
  for (let shift = 0; shift < markChars * 6; shift += 6) mark += alphabet.charAt((hash >>> shift) & 63)
  return mark
}

/**
 * HalfSipHash-2-4 over the code units of a text: a keyed hash made for short inputs. SHA-256 would cost ten times as
 * much for each of the many values of a request. https://github.com/veorq/SipHash
 */
function halfSipHash(text: string, { low, high }: Key): number {
  let v0 = low
  let v1 = high
  let v2 = 0x6c796765 ^ low
  let v3 = 0x74656462 ^ high
  const round = () => {
    v0 = (v0 + v1) | 0
    v1 = rotated(v1, 5) ^ v0
    v0 = rotated(v0, 16)
    v2 = (v2 + v3) | 0
    v3 = rotated(v3, 8) ^ v2
    v0 = (v0 + v3) | 0
    v3 = rotated(v3, 7) ^ v0
    v2 = (v2 + v1) | 0
    v1 = rotated(v1, 13) ^ v2
    v2 = rotated(v2, 16)
  }
  const take = (word: number) => {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }
  for (let at = 0; at + 1 < text.length; at += 2) take(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16))
  take((text.length << 24) | (text.length % 2 === 1 ? text.charCodeAt(text.length - 1) : 0))
  v2 ^= 0xff
  for (let turn = 0; turn < 4; turn += 1) round()
  return v1 ^ v3
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
