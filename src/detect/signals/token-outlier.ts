import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { outlier, outlierDefaults } from '../outlier.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { abstain, usualOf } from '../usual.ts'

/** Speaks only where the cost cannot be judged: else `cost_outlier` says the same in money. */
export const tokenOutlier: Signal = {
  name: 'token_outlier',
  bucket: 'slow_failure',
  definition: 'The run took more tokens than nearly all healthy runs of its agent, a multiple of the usual.',
  reason: 'What no price is known for is paid for all the same, in money or in waiting.',
  subsumes: [],
  needs: ['tokens', 'baseline'],
  abstains: 'where no model call tells its tokens, or the baseline of the agent is young',
  defaults: outlierDefaults,
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  const { costUsd, inputTokens, outputTokens } = run.totals
  if (costUsd !== null && usualOf(baseline, 'costUsd') !== null) return quiet
  const tokens = inputTokens + outputTokens
  if (tokens === 0) return abstain(tokenOutlier.name, 'tokens')
  return outlier(tokenOutlier, run, baseline, {
    measure: 'tokens',
    value: tokens,
    template: 'more tokens than its healthy runs',
    verb: 'took',
    unitOf: (value) => `${Math.round(value)} tokens`,
    shareOf: (step) => (step.tokens?.input ?? 0) + (step.tokens?.output ?? 0),
  })
}
