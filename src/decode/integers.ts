const wordSize = 2 ** 32
// Above this the upper half alone is beyond the safe integers.
const safeHigh = 2 ** 21
const int64Min = -(2n ** 63n)
const int64Max = 2n ** 63n - 1n

/** A signed 64-bit integer in two unsigned halves: a number where that is exact, else a bigint. */
export function int64FromWords(low: number, high: number): number | bigint {
  if (high < safeHigh) return high * wordSize + low
  const complement = ~high >>> 0
  const negative = -(complement * wordSize + (~low >>> 0) + 1)
  if (complement < safeHigh && Number.isSafeInteger(negative)) return negative
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))
}

/** The same of decimal digits with an optional minus; null outside of 64 bits. */
export function int64FromDigits(digits: string): number | bigint | null {
  const near = Number(digits)
  if (Number.isSafeInteger(near)) return near + 0
  const exact = BigInt(digits)
  return exact < int64Min || exact > int64Max ? null : exact
}

/** The same of a JSON number; null where it is no integer of 64 bits. */
export function int64FromNumber(value: number): number | bigint | null {
  if (!Number.isInteger(value)) return null
  if (Number.isSafeInteger(value)) return value + 0
  const exact = BigInt(value)
  return exact < int64Min || exact > int64Max ? null : exact
}
