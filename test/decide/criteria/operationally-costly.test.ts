import { describe, expect, it } from 'vitest'
import { operationallyCostly } from '../../../src/decide/criteria/operationally-costly.ts'
import { defaultPolicy } from '../../../src/decide/default-policy.ts'
import { noExcess } from '../../../src/finding/finding.ts'
import { dayMs, nowMs, stormEvidence } from '../evidence.ts'

describe('operationally costly', () => {
  const thresholds = [
    ['usd', 1],
    ['tokens', 50_000],
    ['seconds', 600],
    ['calls', 50],
  ] as const
  for (const [key, limit] of thresholds) {
    it(`passes at ${limit} ${key} a day and fails just under it`, () => {
      const at = stormEvidence({ excess: { ...noExcess, [key]: limit } })
      const under = stormEvidence({ excess: { ...noExcess, [key]: limit * 0.99 } })

      expect(operationallyCostly(at, defaultPolicy)).toMatchObject({ verdict: 'pass', score: 0.5 })
      expect(operationallyCostly(under, defaultPolicy).verdict).toBe('fail')
    })
  }

  it('spreads the excess over the days since the lesson was first seen', () => {
    const tenDays = stormEvidence({
      excess: { ...noExcess, usd: 5 },
      firstSeenMs: nowMs - 10 * dayMs,
      lastSeenMs: nowMs,
    })

    const criterion = operationallyCostly(tenDays, defaultPolicy)

    expect(criterion.verdict).toBe('fail')
    expect(criterion.evidence).toContain('over 10 days, one over its limit is enough: 0.5 USD (limit 1; 1.25 per run)')
  })

  it('spreads it over no more days than the window has, for a lesson older than that', () => {
    const old = stormEvidence({
      excess: { ...noExcess, usd: 30 },
      firstSeenMs: nowMs - 80 * dayMs,
      lastSeenMs: nowMs,
    })

    expect(operationallyCostly(old, defaultPolicy).verdict).toBe('pass')
  })

  it('is not moved by severity', () => {
    expect(operationallyCostly(stormEvidence({ severityMean: 1 }), defaultPolicy).verdict).toBe('fail')
  })
})
