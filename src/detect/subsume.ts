import type { Finding } from '../finding/finding.ts'
import type { Signal } from './signal.ts'

type Subsuming = readonly Pick<Signal, 'name' | 'subsumes'>[]

/**
 * Drops each finding whose every step is evidence of findings that subsume it: a storm is one finding, not seven
 * errors. Several may share in it. A finding that is dropped itself still explains, for what dropped it explains that too.
 */
export function subsume(findings: readonly Finding[], signals: Subsuming): readonly Finding[] {
  if (findings.length < 2) return findings
  const subsumes = subsumedBy(signals)
  const present = new Set(findings.map(({ signal }) => signal))
  const explained = new Map<string, ReadonlySet<string>[]>()
  for (const { signal, evidence } of findings) {
    const names = subsumes.get(signal)?.filter((name) => present.has(name)) ?? []
    const steps = names.length === 0 ? null : new Set(evidence)
    for (const name of names) if (steps !== null) add(explained, name, steps)
  }
  if (explained.size === 0) return findings
  return findings.filter(({ signal, evidence }) => {
    const sets = explained.get(signal)
    return evidence.length === 0 || sets === undefined || !evidence.every((id) => sets.some((set) => set.has(id)))
  })
}

function add(lists: Map<string, ReadonlySet<string>[]>, name: string, steps: ReadonlySet<string>): void {
  const list = lists.get(name)
  if (list === undefined) lists.set(name, [steps])
  else list.push(steps)
}

/** The signals are mostly the same ones as for the run before. */
let last: { readonly signals: Subsuming; readonly subsumes: ReadonlyMap<string, readonly string[]> } | null = null

function subsumedBy(signals: Subsuming): ReadonlyMap<string, readonly string[]> {
  if (last?.signals !== signals) {
    last = { signals, subsumes: new Map(signals.map(({ name, subsumes }) => [name, subsumes])) }
  }
  return last.subsumes
}
