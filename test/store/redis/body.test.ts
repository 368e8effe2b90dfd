import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packText, unpackText } from '../../../src/store/redis/traces/body.ts'

describe('a stored value', () => {
  it('comes back as it was, short or long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat({ max: 200 }), (text, times) => {
        const whole = text.repeat(times)
        expect(unpackText(packText(whole))).toBe(whole)
      }),
    )
  })

  it('says its format in its first byte, and is small where it repeats itself', () => {
    expect(packText('{}').toString('latin1', 0, 1)).toBe('1')
    const long = packText('{"kind":"tool"}'.repeat(1000))
    expect(long.toString('latin1', 0, 1)).toBe('2')
    expect(long.length).toBeLessThan(1500)
  })

  it.each(['3{}', '', '\u0000', '9'])('of an unknown format is refused (%j)', (text) => {
    expect(() => unpackText(Buffer.from(text))).toThrow('expected format 1 or 2')
  })
})
