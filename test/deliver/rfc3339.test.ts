import { describe, expect, it } from 'vitest'
import { rfc3339, rfc3339Micros } from '../../src/deliver/rfc3339.ts'

describe('rfc3339', () => {
  it('keeps milliseconds and drops what is finer', () => {
    expect(rfc3339(1_700_000_000_123.9)).toBe('2023-11-14T22:13:20.123Z')
  })

  it('keeps microseconds where asked to', () => {
    expect(rfc3339Micros(1_700_000_000_123_045)).toBe('2023-11-14T22:13:20.123045Z')
  })

  it('clamps what no four-digit year holds', () => {
    for (const ms of [-1, Number.NaN, Number.NEGATIVE_INFINITY]) expect(rfc3339(ms)).toBe('1970-01-01T00:00:00.000Z')
    expect(rfc3339Micros(Number.MAX_VALUE)).toMatch(/^9999-12-31T23:59:59\.999\d{3}Z$/)
  })
})
