import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { outlier, outlierDefaults } from '../outlier.ts'
import type { Detection, Signal } from '../signal.ts'
import { abstain } from '../usual.ts'

/** A cost that is grave and rare: above nearly all healthy runs of the agent, and a multiple of the usual one. */
export const costOutlier: Signal = {
  name: 'cost_outlier',
  bucket: 'slow_failure',
  definition: 'The run cost more than nearly all healthy runs of its agent, and a multiple of the usual.',
  reason: 'Nothing is broken, yet a few such runs are a good part of the bill.',
  subsumes: [],
  needs: ['cost', 'baseline'],
  abstains: 'where no model call could be priced, or the baseline of the agent is young',
  defaults: outlierDefaults,
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const { costUsd } = run.totals
  if (costUsd === null) return abstain(costOutlier.name, 'cost')
  return outlier(costOutlier, run, baseline, {
    measure: 'costUsd',
    value: costUsd,
    template: 'costlier than its healthy runs',
    verb: 'cost',
    unitOf: (value) => `${value < 0.01 ? value.toPrecision(2) : value.toFixed(2)} USD`,
    shareOf: (step) => step.costUsd ?? 0,
  })
}
