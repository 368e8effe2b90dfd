import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../src/deliver/retry-after.ts'

const nowMs = Date.UTC(2026, 10, 23, 12)

describe('retryAfterMs', () => {
  it('reads seconds and dates', () => {
    expect(retryAfterMs('120', nowMs)).toBe(120_000)
    expect(retryAfterMs(' 0 ', nowMs)).toBe(0)
    expect(retryAfterMs('Mon, 23 Nov 2026 12:01:00 GMT', nowMs)).toBe(60_000)
    expect(retryAfterMs('Mon, 23 Nov 2026 11:00:00 GMT', nowMs)).toBe(0)
  })

  it('waits no longer than the longest step of our own schedule, whatever it is told', () => {
    for (const header of ['999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])
      expect(retryAfterMs(header, nowMs)).toBe(10 * 3_600_000)
  })

  it('says nothing where there is nothing it can read', () => {
    for (const header of [null, '', '-1', '1.5', '1e3', 'soon', '9'.repeat(400), `${'a'.repeat(100)} GMT`])
      expect(retryAfterMs(header, nowMs)).toBeNull()
  })
})
