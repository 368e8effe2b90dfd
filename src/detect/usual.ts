import type { Excess } from '../finding/finding.ts'
import type { Baseline, MeasureName, Quantiles } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'
import { usualRunsMin } from '../run/usual.ts'
import type { Detection, SignalDefault } from './signal.ts'

export const youngBaseline = `baseline of ${usualRunsMin} healthy runs`

export const healthyRunsDefault: SignalDefault = {
  name: 'healthyRunsMin',
  value: usualRunsMin,
  reason: 'fewer healthy runs do not say what is usual for the agent',
}

/** What is usual for the agent; null while its baseline is young. */
export function usualOf(baseline: Baseline | null, name: MeasureName): Quantiles | null {
  const usual = baseline?.[name] ?? null
  return baseline === null || baseline.runs < usualRunsMin || usual === null || usual.count < usualRunsMin
    ? null
    : usual
}

export function abstain(signal: string, missing: string): Detection {
  return { findings: [], abstention: { signal, missing } }
}

/** What the run took beyond the median of the agent's healthy runs. */
export function beyondUsual(run: Run, baseline: Baseline | null): Excess {
  const { costUsd, inputTokens, outputTokens, durationMs } = run.totals
  const over = (name: MeasureName, value: number) => Math.max(0, value - (usualOf(baseline, name)?.p50 ?? value))
  return {
    usd: over('costUsd', costUsd ?? 0),
    tokens: over('tokens', inputTokens + outputTokens),
    seconds: over('durationMs', durationMs) / 1000,
    calls: over('calls', run.totals.toolCalls),
    approvals: 0,
  }
}
