import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTime } from '../../src/api/time.ts'

describe('parseTime', () => {
  it('reads every instant that RFC 3339 can write', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        expect(parseTime(date.toISOString())).toBe(date.getTime())
      }),
    )
  })

  it('reads offsets, small letters and fractions of any length up to nine digits', () => {
    expect(parseTime('2026-11-23t10:00:00.123456789z')).toBe(Date.UTC(2026, 10, 23, 10, 0, 0, 123))
    expect(parseTime('2026-11-23T10:00:00-05:30')).toBe(Date.UTC(2026, 10, 23, 15, 30))
    expect(parseTime('2028-02-29T00:00:00Z')).toBe(Date.UTC(2028, 1, 29))
  })

  it('never reads what is no time, nor throws', () => {
    for (const text of ['2027-02-29T00:00:00Z', '2026-00-01T00:00:00Z', '2026-11-23', '2026-11-23T24:00:00Z', '']) {
      expect(parseTime(text)).toBeNull()
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseTime(text)).toBeNull()
      }),
    )
  })
})
