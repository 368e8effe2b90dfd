import fc from 'fast-check'
import { expect, test } from 'vitest'
import { int64FromDigits, int64FromWords } from '../../src/decode/integers.ts'
import { microsFromDigits, microsFromWords } from '../../src/decode/times.ts'

const low = (value: bigint) => Number(BigInt.asUintN(32, value))
const high = (value: bigint) => Number(BigInt.asUintN(32, value >> 32n))
const edges = [0n, 1n, 999n, 1000n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n]

test('nanoseconds become whole microseconds exactly, whatever their form', () => {
  const nanos = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(...edges, 2n ** 64n - 1n))
  fc.assert(
    fc.property(nanos, (value) => {
      const expected = Math.min(Number(value / 1000n), Number.MAX_SAFE_INTEGER)
      expect(microsFromWords(low(value), high(value))).toBe(expected)
      expect(microsFromDigits(String(value))).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})

test('an integer of 64 bits is a number where that is exact, else a bigint', () => {
  const integers = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const near = fc.constantFrom(...edges, ...edges.map((edge) => -edge), -(2n ** 63n))
  fc.assert(
    fc.property(fc.oneof(integers, near), (value) => {
      const expected = Number.isSafeInteger(Number(value)) ? Number(value) : value
      expect(int64FromWords(low(value), high(value))).toBe(expected)
      expect(int64FromDigits(String(value))).toBe(expected)
    }),
    { numRuns: 2000 },
  )
})

test('digits outside of 64 bits are no integer', () => {
  expect(int64FromDigits(String(2n ** 63n))).toBeNull()
  expect(int64FromDigits(String(-(2n ** 63n) - 1n))).toBeNull()
})
