import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aucOf, ratesOf, type Weighed } from '../../bench/quality/rates.ts'

const failed = (weight: number): Weighed => ({ weight, failed: true })
const good = (weight: number): Weighed => ({ weight, failed: false })

describe('rates of a data set', () => {
  test('count failed and good runs that reach the flag, each against its own kind', () => {
    const rates = ratesOf([failed(0.5), failed(0.9), failed(0.4), failed(0), good(0.5), good(0.49)])

    expect(rates).toMatchObject({ runs: 6, failed: 4, flagged: 3, tpr: 0.5, fpr: 0.5, j: 0 })
    expect(rates.lift).toBeCloseTo(2 / 3 / (4 / 6))
  })

  test('have no J and no AUC where every run failed, and no lift where none is flagged', () => {
    expect(ratesOf([failed(1), failed(0)])).toMatchObject({ tpr: 0.5, fpr: null, j: null, auc: null, lift: 1 })
    expect(ratesOf([failed(0), good(0)])).toMatchObject({ j: 0, lift: null })
  })
})

describe('the AUC', () => {
  test('is one where failed runs weigh more, zero where they weigh less, a half where all weigh the same', () => {
    expect(aucOf([failed(2), failed(3), good(1)])).toBe(1)
    expect(aucOf([failed(1), good(2), good(3)])).toBe(0)
    expect(aucOf([failed(1), failed(1), good(1)])).toBe(0.5)
  })

  test('is how often a failed run beats a good one, a tie being half a win', () => {
    const run = fc.record({ weight: fc.integer({ min: 0, max: 4 }), failed: fc.boolean() })
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
        const duels = runs
          .filter((one) => one.failed)
          .flatMap((one) => runs.filter((other) => !other.failed).map((other) => Math.sign(one.weight - other.weight)))
        const wins = duels.reduce((sum, duel) => sum + (duel + 1) / 2, 0)

        const auc = aucOf(runs)

        if (duels.length === 0) expect(auc).toBeNull()
        else expect(auc).toBeCloseTo(wins / duels.length, 10)
      }),
    )
  })
})
