import { describe, expect, it } from 'vitest'
import { latencyOutlier } from '../../../src/detect/signals/latency-outlier.ts'
import { tokenOutlier } from '../../../src/detect/signals/token-outlier.ts'
import type { Run } from '../../../src/run/run.ts'
import { answers, asks, baselineOf, quantiles, runOf, step, works } from '../run-builder.ts'

const usual = baselineOf({ tokens: quantiles(100, 500), durationMs: quantiles(1000, 5000) })

function taking(more: Partial<Run['totals']>, steps = [asks(), works('get', 'a', null), answers()]): Run {
  const run = runOf(steps)
  return { ...run, totals: { ...run.totals, ...more } }
}

describe('token_outlier', () => {
  it('fires above nearly all healthy runs and a multiple of the usual', () => {
    const found = (inputTokens: number) => tokenOutlier.detect(taking({ inputTokens }), usual).findings
    expect([400, 500].map((tokens) => found(tokens).length)).toEqual([0, 0])
    expect(found(501)).toMatchObject([
      {
        locus: 'support',
        severity: 0.2,
        evidence: ['step-0', 'step-2'],
        excess: { tokens: 401 },
        explanation:
          'support took 501 tokens, 5.0 times its usual 100 tokens; 99 of 100 of its 100 healthy runs stayed below 500 tokens',
      },
    ])
  })

  it('leaves it to cost_outlier where the cost can be judged', () => {
    const priced = { ...usual, costUsd: quantiles(1, 2) }
    expect(tokenOutlier.detect(taking({ inputTokens: 9000, costUsd: 9 }), priced).findings).toEqual([])
  })

  it('abstains without tokens and without a baseline', () => {
    expect(tokenOutlier.detect(taking({}), usual).abstention?.missing).toBe('tokens')
    expect(tokenOutlier.detect(taking({ inputTokens: 9000 }), null).abstention?.missing).toBe(
      'baseline of 20 healthy runs',
    )
  })
})

describe('latency_outlier', () => {
  it('fires on a run far slower than the healthy ones, more strongly with each doubling', () => {
    const severity = (durationMs: number) =>
      latencyOutlier.detect(taking({ durationMs }), usual).findings[0]?.severity ?? 0
    expect([5000, 5001, 10_001, 1e9].map(severity)).toEqual([0, 0.2, 0.3, 0.4])
  })

  it('leaves runs alone that a person was asked in', () => {
    const asked = [asks(), step({ kind: 'approval', name: 'refund' }), answers()]
    expect(latencyOutlier.detect(taking({ durationMs: 1e9 }, asked), usual).findings).toEqual([])
    const waiting = { ...taking({ durationMs: 1e9 }), outcome: 'waiting' as const }
    expect(latencyOutlier.detect(waiting, usual).findings).toEqual([])
  })
})
