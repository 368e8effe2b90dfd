import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDuration, writeDuration } from '../../src/config/read-duration.ts'

test.each([
  ['250ms', 250],
  ['15s', 15_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms)
})

test.each(['', '15', 's', '-1s', '1 s', '1S', '1e3s', '1h30m', '.5s', '∞s'])('%j is no duration', (text) => {
  expect(readDuration(text)).toBeNull()
})

test('what is written reads back as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
      expect(readDuration(writeDuration(ms))).toBe(ms)
    }),
  )
})
