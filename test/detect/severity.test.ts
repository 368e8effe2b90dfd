import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base, part, partWhen, severityOf } from '../../src/detect/severity.ts'

describe('severity', () => {
  it('is the sum of its parts, the base first, without those that add nothing', () => {
    expect(severityOf(base(0.2), partWhen(true, 'ended on it', 0.3), partWhen(false, 'several tries', 0.1))).toEqual({
      severity: 0.5,
      severityParts: [
        { reason: 'base', value: 0.2 },
        { reason: 'ended on it', value: 0.3 },
      ],
    })
  })

  it('stays within 0 and 1 and in hundredths, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { maxLength: 8 }), (values) => {
        const { severity, severityParts } = severityOf(...values.map((value) => part('x', value)))
        const sum = severityParts.reduce((total, { value }) => total + value, 0)
        expect(severity).toBeCloseTo(Math.min(Math.max(sum, 0), 1), 6)
        expect(Math.round(severity * 100) / 100).toBe(severity)
      }),
    )
  })
})
