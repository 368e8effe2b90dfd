import type { Baseline } from '../../run/baseline.ts'
import type { Run } from '../../run/run.ts'
import { outlier, outlierDefaults } from '../outlier.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'

/** A run that a person was asked in took as long as the person did, so it is left alone. */
export const latencyOutlier: Signal = {
  name: 'latency_outlier',
  bucket: 'slow_failure',
  definition: 'The run took longer than nearly all healthy runs of its agent, a multiple of the usual.',
  reason: 'Whoever waits that long has often gone; a slow tool or a slow model is found before it is complained about.',
  subsumes: [],
  needs: ['baseline'],
  abstains: 'where the baseline of the agent is young',
  defaults: outlierDefaults,
  detect,
}

function detect(run: Run, baseline: Baseline | null): Detection {
  if (run.outcome === 'waiting' || run.steps.some((step) => step.kind === 'approval')) return quiet
  return outlier(latencyOutlier, run, baseline, {
    measure: 'durationMs',
    value: run.totals.durationMs,
    template: 'slower than its healthy runs',
    verb: 'took',
    unitOf: (value) => `${(value / 1000).toFixed(1)} s`,
    shareOf: (step) => (step.kind === 'agent' ? 0 : step.endUs - step.startUs),
  })
}
