import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../property-seed.ts'
import { marksOf } from '../../../src/normalize/untrusted/value-mark.ts'
import { keyedFingerprint } from '../../../src/span/fingerprint.ts'
import { markChars, marksIn } from '../../../src/span/value-marks.ts'

const one = keyedFingerprint('one')
const other = keyedFingerprint('other')

describe('a mark', () => {
  it('is the same for the same value and another under another key', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(marksOf([value], one)).toBe(marksOf([value], keyedFingerprint('one')))
        expect(marksOf([value], one)).not.toBe(marksOf([value], other))
      }),
    )
  })

  it('differs between values that differ in one character or in length', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const values = [value, `${value}\0`, `${value}a`, `a${value}`]
        expect(marksIn(marksOf(values, one)).size).toBe(new Set(values).size)
      }),
    )
  })

  it('stands once, in five characters, in the order of the values', () => {
    const marks = marksOf(['a', 'b', 'a'], one)
    expect(marks).toBe(marksOf(['a'], one) + marksOf(['b'], one))
    expect(marks).toHaveLength(2 * markChars)
  })

  it('rarely meets another: ten thousand values have ten thousand marks', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `value ${index}`)
    expect(marksIn(marksOf(values, one)).size).toBe(10_000)
  })

  it('is read back from marks alone; a cut one is left out', () => {
    expect([...marksIn(`${marksOf(['a', 'b'], one)}xyz`)]).toEqual([marksOf(['a'], one), marksOf(['b'], one)])
    expect(marksIn(undefined).size).toBe(0)
  })
})
