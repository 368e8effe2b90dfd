import type { Finding } from '../finding/finding.ts'
import type { Signal } from './signal.ts'

/**
 * Drops each finding whose every step is evidence of findings that subsume it: a storm is one finding, not seven
 * errors. Several may share in it. A finding that is dropped itself still explains, for what dropped it explains that too.
 */
export function subsume(
  findings: readonly Finding[],
  signals: readonly Pick<Signal, 'name' | 'subsumes'>[],
): readonly Finding[] {
  const subsumes = new Map(signals.map((signal) => [signal.name, signal.subsumes]))
  const explained = new Map<string, Set<string>>()
  for (const finding of findings) {
    for (const name of subsumes.get(finding.signal) ?? []) {
      const steps = explained.get(name) ?? new Set()
      for (const id of finding.evidence) steps.add(id)
      explained.set(name, steps)
    }
  }
  if (explained.size === 0) return findings
  return findings.filter(({ signal, evidence }) => {
    const steps = explained.get(signal)
    return evidence.length === 0 || steps === undefined || !evidence.every((id) => steps.has(id))
  })
}
