import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstFrom, isAfter } from '../../src/detect/order.ts'
import { step } from './run-builder.ts'

const times = fc.array(fc.record({ startUs: fc.nat(8), lasts: fc.nat(3) }), { maxLength: 30 })

describe('the order of steps', () => {
  it('is found without a search as a search finds it', () => {
    fc.assert(
      fc.property(times, fc.nat(9), (drawn, fromUs) => {
        const steps = drawn
          .map(({ startUs, lasts }, index) => step({ id: `${index}`, startUs, endUs: startUs + lasts }))
          .sort((a, b) => (isAfter(a, b) ? 1 : -1))
        const found = steps.findIndex(({ startUs }) => startUs >= fromUs)
        expect(firstFrom(steps, fromUs)).toBe(found < 0 ? steps.length : found)
        for (const [place, each] of steps.entries())
          for (const [other, before] of steps.entries()) expect(isAfter(each, before)).toBe(place > other)
      }),
    )
  })
})
