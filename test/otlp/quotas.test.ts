import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTenantQuotas, type QuotaDeps } from '../../src/otlp/quotas.ts'

const limits = { bytesPerSecond: 1000, spansPerSecond: 10, newRunsPerSecond: 20, burst: 4, openRuns: 100 }

function quotas(deps: Pick<QuotaDeps, 'openRuns'> = {}) {
  let nowMs = 0
  return {
    ...createTenantQuotas(limits, { monotonicMs: () => nowMs, ...deps }),
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

describe('the quota of a tenant', () => {
  it('lets a silent tenant send its burst at once, then asks it to wait as long as its debt takes', () => {
    const { waitMs, charge, pass } = quotas()
    charge('acme', 'bytes', 3999)
    expect(waitMs('acme')).toBe(0)
    charge('acme', 'bytes', 2001)
    expect(waitMs('acme')).toBe(2001)
    pass(2000)
    expect(waitMs('acme')).toBe(1)
    pass(1)
    expect(waitMs('acme')).toBe(0)
  })

  it('counts spans beside bytes: the longer wait holds', () => {
    const { waitMs, charge } = quotas()
    charge('acme', 'bytes', 5000)
    charge('acme', 'spans', 100)
    expect(waitMs('acme')).toBe(6001)
  })

  it('counts the runs that a tenant begins', () => {
    const { waitMs, charge, pass } = quotas()
    charge('acme', 'newRuns', 100)
    expect(waitMs('acme')).toBe(1001)
    pass(1001)
    expect(waitMs('acme')).toBe(0)
  })

  it('lets nobody begin more while too many of its runs are open, and looks once a second', async () => {
    let [open, looks] = [99, 0]
    const { waitMs, charge, pass } = quotas({
      openRuns: async (tenant) => {
        looks += 1
        return tenant === 'acme' ? open : 0
      },
    })
    const looked = async () => {
      waitMs('acme')
      await Promise.resolve()
      await Promise.resolve()
    }
    await looked()
    expect(waitMs('acme')).toBe(0)
    charge('acme', 'newRuns', 1)
    expect(waitMs('acme')).toBe(5000)
    expect(waitMs('other')).toBe(0)
    open = 50
    pass(999)
    await looked()
    expect([waitMs('acme'), looks]).toEqual([5000, 2])
    pass(1)
    await looked()
    expect([waitMs('acme'), looks]).toEqual([0, 3])
  })

  it('refuses nobody because the store cannot tell how many runs are open', async () => {
    const { waitMs } = quotas({ openRuns: () => Promise.reject(new Error('gone')) })
    waitMs('acme')
    await Promise.resolve()
    expect(waitMs('acme')).toBe(0)
  })

  it('is its own: another tenant does not wait', () => {
    const { waitMs, charge } = quotas()
    charge('acme', 'bytes', 100_000)
    expect(waitMs('other')).toBe(0)
  })

  it('never saves up more than the burst, and does not mind a clock that goes back', () => {
    const { waitMs, charge, pass } = quotas()
    expect(waitMs('acme')).toBe(0)
    pass(1e9)
    charge('acme', 'bytes', 4000)
    pass(-500)
    expect(waitMs('acme')).toBe(1)
  })

  it('over any time lets through no more than rate, burst and the last request', () => {
    const step = fc.record({ ms: fc.nat(3000), bytes: fc.nat(2500) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const { waitMs, charge, pass } = quotas()
        let passedMs = 0
        let sent = 0
        for (const { ms, bytes } of steps) {
          pass(ms)
          passedMs += ms
          if (waitMs('acme') > 0) continue
          charge('acme', 'bytes', bytes)
          sent += bytes
        }
        expect(sent).toBeLessThanOrEqual(4000 + passedMs + 2500)
      }),
    )
  })
})
