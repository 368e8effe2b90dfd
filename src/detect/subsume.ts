import type { Finding } from '../finding/finding.ts'
import type { Signal } from './signal.ts'

/** Drops each finding whose every step is evidence of one that subsumes it: a storm is one finding, not seven errors. */
export function subsume(findings: readonly Finding[], signals: readonly Signal[]): readonly Finding[] {
  const subsumes = new Map(signals.map((signal) => [signal.name, new Set(signal.subsumes)]))
  const larger = findings
    .filter((finding) => subsumes.get(finding.signal)?.size)
    .map((finding) => ({ explains: subsumes.get(finding.signal), steps: new Set(finding.evidence) }))
  return findings.filter(
    (finding) =>
      finding.evidence.length === 0 ||
      !larger.some(
        ({ explains, steps }) => explains?.has(finding.signal) && finding.evidence.every((id) => steps.has(id)),
      ),
  )
}
