import { describe, expect, it } from 'vitest'
import { costOutlier } from '../../../src/detect/signals/cost-outlier.ts'
import { answers, asks, baselineOf, quantiles, runOf } from '../run-builder.ts'

function costing(costUsd: number | null) {
  const run = runOf([asks({ costUsd: 0.1 }), asks({ costUsd: 5 }), asks({ costUsd: 3 }), answers({ costUsd: 4 })])
  return { ...run, totals: { ...run.totals, costUsd, inputTokens: 900, outputTokens: 100, durationMs: 9000 } }
}

const usual = baselineOf({
  costUsd: quantiles(1, 2),
  tokens: quantiles(400, 500),
  durationMs: quantiles(4000, 5000),
})

describe('cost_outlier', () => {
  it('fires above the 99th percentile and three medians of the healthy runs', () => {
    expect(costOutlier.detect(costing(4), usual).findings).toMatchObject([
      {
        bucket: 'slow_failure',
        locus: 'support',
        severity: 0.2,
        evidence: ['step-1', 'step-2', 'step-3'],
        excess: { usd: 3, tokens: 600, seconds: 5, calls: 0 },
        explanation:
          'support cost 4.00 USD, 4.0 times its usual 1.00 USD; 99 of 100 of its 100 healthy runs stayed below 2.00 USD',
      },
    ])
  })

  it('weighs more with each doubling, within bounds', () => {
    const severities = [4, 6.5, 13, 1000].map((usd) => costOutlier.detect(costing(usd), usual).findings[0]?.severity)
    expect(severities.map((severity) => severity?.toFixed(2))).toEqual(['0.20', '0.30', '0.40', '0.40'])
  })

  it('takes the larger of the two bounds', () => {
    const wide = baselineOf({ costUsd: quantiles(1, 10) })
    expect(costOutlier.detect(costing(3), usual).findings).toEqual([])
    expect(costOutlier.detect(costing(9), wide).findings).toEqual([])
    expect(costOutlier.detect(costing(11), wide).findings).toHaveLength(1)
  })

  it('abstains while the baseline is young, of runs or of costs', () => {
    const young = { findings: [], abstention: { signal: 'cost_outlier', missing: 'baseline of 20 healthy runs' } }
    const costs = quantiles(1, 2)
    for (const baseline of [
      null,
      baselineOf(),
      baselineOf({ runs: 19, costUsd: costs }),
      baselineOf({ costUsd: { ...costs, count: 19 } }),
    ]) {
      expect(costOutlier.detect(costing(1000), baseline)).toEqual(young)
    }
  })

  it('abstains where no model call could be priced', () => {
    expect(costOutlier.detect(costing(null), usual).abstention).toEqual({ signal: 'cost_outlier', missing: 'cost' })
  })
})
