import { cutText } from './cut-text.ts'
import { type Decoding, textBytesMax } from './decoding.ts'
import { type EnumNames, knownEnumerator } from './enums.ts'
import { int64FromDigits, int64FromNumber } from './integers.ts'
import { microsFromDigits, microsFromNumber } from './times.ts'

/**
 * One field of OTLP/JSON each: absent and null read as unset, a wrong type is a fault of the item
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, https://protobuf.dev/programming-guides/json/).
 * Only names of our own are ever looked up, so a `__proto__` in the body stays an ordinary property.
 */
export type JsonObject = Readonly<Record<string, unknown>>

const digits = /^\d{1,20}$/
const signedDigits = /^-?\d{1,20}$/
const decimal = /^-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,5})?$/
const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/
const uint64Max = 2n ** 64n - 1n
const uint32Max = 2 ** 32 - 1

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

/** What a value is, for messages: never the value itself. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Remembers the first fault of the item. */
export function wrong(decoding: Decoding, name: string, value: unknown, expected: string): void {
  decoding.fault ??= `${name} is ${kindOf(value)}, expected ${expected}`
}

/** A list of sub-messages; absent reads as empty. */
export function jsonList(value: unknown, name: string, decoding: Decoding): readonly unknown[] {
  if (isAbsent(value)) return []
  if (Array.isArray(value)) return value
  wrong(decoding, name, value, 'an array')
  return []
}

/** A sub-message; absent reads as one without fields. */
export function jsonObject(value: unknown, name: string, decoding: Decoding): JsonObject {
  if (isObject(value)) return value
  if (!isAbsent(value)) wrong(decoding, name, value, 'an object')
  return {}
}

export function jsonString(value: unknown, name: string, decoding: Decoding): string {
  if (typeof value === 'string') return value.toWellFormed()
  if (!isAbsent(value)) wrong(decoding, name, value, 'a string')
  return ''
}

export function jsonName(value: unknown, name: string, decoding: Decoding): string {
  return cutText(jsonString(value, name, decoding), decoding.limits.nameBytesMax)
}

/** A text of which the start is kept, and counted as cut, when it is longer than allowed. */
export function jsonText(value: unknown, name: string, decoding: Decoding): string {
  const text = jsonString(value, name, decoding)
  const kept = cutText(text, textBytesMax)
  if (kept.length < text.length) decoding.cut += 1
  return kept
}

export function jsonUint32(value: unknown, name: string, decoding: Decoding): number {
  if (isAbsent(value)) return 0
  const number = typeof value === 'string' && digits.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= uint32Max) return number + 0
  wrong(decoding, name, value, 'an integer from 0 to 2^32 - 1')
  return 0
}

/** A number or a name; what is not among the names reads as 0, "unspecified". */
export function jsonEnum(value: unknown, name: string, names: EnumNames, decoding: Decoding): number {
  if (isAbsent(value)) return 0
  if (typeof value === 'string') return names.get(value) ?? 0
  if (typeof value === 'number' && Number.isInteger(value)) return knownEnumerator(value, names) + 0
  wrong(decoding, name, value, 'a number or name of the enum')
  return 0
}

export function jsonInt64(value: unknown, name: string, decoding: Decoding): number | bigint {
  const integer = toInt64(value)
  if (integer === null) wrong(decoding, name, value, 'an integer of 64 bits')
  return integer ?? 0
}

export function jsonDouble(value: unknown, name: string, decoding: Decoding): number {
  if (typeof value === 'number') return value
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  if (typeof value === 'string' && decimal.test(value)) return Number(value)
  wrong(decoding, name, value, 'a number')
  return 0
}

/** Nanoseconds as decimal digits or a number, to whole microseconds. */
export function jsonMicros(value: unknown, name: string, decoding: Decoding): number {
  if (isAbsent(value)) return 0
  if (typeof value === 'string' && digits.test(value) && BigInt(value) <= uint64Max) return microsFromDigits(value)
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= Number(uint64Max)) {
    return microsFromNumber(value)
  }
  wrong(decoding, name, value, 'nanoseconds from 0 to 2^64 - 1')
  return 0
}

export function jsonBytes(value: unknown, name: string, decoding: Decoding): Uint8Array {
  if (typeof value !== 'string' || !base64.test(value)) {
    wrong(decoding, name, value, 'base64')
    return new Uint8Array()
  }
  const bytes = new Uint8Array(Buffer.from(value, 'base64'))
  if (bytes.length > textBytesMax) decoding.cut += 1
  return bytes.subarray(0, textBytesMax)
}

/** An id as lower-case hex; empty when it was sent empty or as zeros, which OTLP takes for invalid or absent. */
export function jsonId(value: unknown, name: string, digitsExpected: number, decoding: Decoding): string {
  if (isAbsent(value) || value === '') return ''
  if (typeof value === 'string' && value.length === digitsExpected && /^[0-9a-f]+$/i.test(value)) {
    return /^0+$/.test(value) ? '' : value.toLowerCase()
  }
  const seen = typeof value === 'string' ? `a string of ${value.length} characters` : kindOf(value)
  decoding.fault ??= `${name} is ${seen}, expected ${digitsExpected} hex digits`
  return ''
}

function toInt64(value: unknown): number | bigint | null {
  if (typeof value === 'number') return int64FromNumber(value)
  return typeof value === 'string' && signedDigits.test(value) ? int64FromDigits(value) : null
}
