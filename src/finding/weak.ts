import type { SignedFinding } from './signed-finding.ts'

/** From this sum of severities on a run counts as weak; what is below is a hint, and raises nothing alone. */
export const weakFrom = 0.5

/** Whether a run with these findings is weak. Those of signals in shadow weigh nothing. */
export function isWeak(findings: readonly Pick<SignedFinding, 'severity' | 'shadow'>[]): boolean {
  const sum = findings.reduce((total, { severity, shadow }) => (shadow ? total : total + severity), 0)
  // In hundredths, as severities are shown: no run misses the threshold by rounding.
  return Math.round(sum * 100) / 100 >= weakFrom
}
