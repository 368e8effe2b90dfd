import { type Abstention, type Finding, noExcess } from '../finding/finding.ts'
import { weakFrom } from '../finding/weak.ts'
import type { Baseline } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'
import { attribute } from './attribute.ts'
import { signals } from './signals.ts'
import { subsume } from './subsume.ts'
import { beyondUsual } from './usual.ts'

/** A run with more kinds of trouble than that is one broken run, not a source of more lessons. */
export const findingsPerRunMax = 16
/** Step ids kept with a finding; the explanation has the true number. */
export const evidenceMax = 128

export interface Detected {
  /** By severity, then signal, locus and template; those in shadow come last. */
  readonly findings: readonly Finding[]
  /** Signals that could not judge the run, and why. */
  readonly abstentions: readonly Abstention[]
}

/** Names of signals that do not run, and of those that are only counted and shown. */
export interface SignalModes {
  readonly off: readonly string[]
  readonly shadow: readonly string[]
}

const allOn: SignalModes = { off: [], shadow: [] }

/** What was weak in a run. Pure: the same run gives the same findings, whatever other runs there are. */
export function detect(run: Run, baseline: Baseline | null = null, { off, shadow }: SignalModes = allOn): Detected {
  const running = off.length === 0 ? signals : signals.filter(({ name }) => !off.includes(name))
  const found: Finding[] = []
  const abstentions: Abstention[] = []
  for (const signal of running) {
    const { findings, abstention } = signal.detect(run, baseline)
    found.push(...findings)
    if (abstention !== null) abstentions.push(abstention)
  }
  if (found.length === 0) return { findings: [], abstentions }
  const isShadow = ({ signal }: Finding) => shadow.includes(signal)
  // What runs in shadow hides nothing, and takes no place from what does not.
  const lit = subsume(
    found.filter((finding) => !isShadow(finding)),
    running,
  )
  const shadows = shadow.length === 0 ? [] : subsume(found, running).filter(isShadow)
  return {
    findings: attribute(run, [...strongest(lit), ...strongest(shadows)]).map((one) =>
      bounded(costed(one, run, baseline)),
    ),
    abstentions,
  }
}

/**
 * A weakness that no step was wasted on, such as a run that failed, costs what the run took beyond the agent's usual; a
 * hint costs nothing. A finding that knows its wasted steps costs these, which from here on is plain data.
 */
function costed(finding: Finding, run: Run, baseline: Baseline | null): Finding {
  if (finding.excess !== noExcess) return { ...finding, excess: { ...finding.excess } }
  if (finding.severity < weakFrom || baseline === null) return finding
  return { ...finding, excess: beyondUsual(run, baseline) }
}

function strongest(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(byWeight).slice(0, findingsPerRunMax)
}

function byWeight(a: Finding, b: Finding): number {
  return (
    b.severity - a.severity ||
    compare(a.signal, b.signal) ||
    compare(a.locus, b.locus) ||
    compare(a.template, b.template)
  )
}

/** By code unit: the order must not depend on the machine's locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function bounded(finding: Finding): Finding {
  if (finding.evidence.length <= evidenceMax) return finding
  return { ...finding, evidence: finding.evidence.slice(0, evidenceMax) }
}
