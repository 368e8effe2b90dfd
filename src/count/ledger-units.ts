import type { PatternContribution, PatternScope, RunContribution } from '../pattern/contribution.ts'
import { toUnits, units } from './units.ts'
import { wholeMs } from './whole-ms.ts'

/** What a run adds to a denominator: that of its agent, and that of its service. */
export interface AgentRun {
  readonly scope: PatternScope
  /** The agent; the service where the scope is `service`. */
  readonly agent: string
  readonly countedMs: number
  readonly failed: boolean
}

/** What a run adds to one signature, in the units that are stored. */
export interface Sighting extends AgentRun {
  readonly runId: string
  readonly release: string | null
  readonly source: string | null
  readonly signature: string
  readonly lesson: string
  readonly signal: string
  readonly bucket: string
  readonly locus: string
  readonly template: string
  readonly recovery: string
  readonly severity: number
  readonly completeness: number
  readonly usd: number
  readonly tokens: number
  readonly seconds: number
  readonly calls: number
  readonly approvals: number
  readonly risks: readonly string[]
  readonly trajectory: string
  readonly explanation: string
}

/** A ledger, taken apart into what is counted: agent runs by scope and run id, sightings by run id and signature. */
export interface LedgerUnits {
  readonly agentRuns: ReadonlyMap<string, AgentRun>
  readonly sightings: ReadonlyMap<string, Sighting>
}

export function ledgerUnits(ledger: readonly RunContribution[]): LedgerUnits {
  const agentRuns = new Map<string, AgentRun>()
  const sightings = new Map<string, Sighting>()
  for (const run of ledger) {
    if (agentRuns.has(`agent ${run.runId}`)) continue
    agentRuns.set(`agent ${run.runId}`, agentRunOf(run, 'agent'))
    // A run of which no service is known counts under none.
    if (run.service !== '') agentRuns.set(`service ${run.runId}`, agentRunOf(run, 'service'))
    for (const pattern of run.patterns) {
      const key = `${run.runId} ${pattern.signature}`
      const sighting = sightingOf(run, pattern)
      const known = sightings.get(key)
      sightings.set(key, known === undefined ? sighting : together(known, sighting))
    }
  }
  return { agentRuns, sightings }
}

/** What has to be taken back and what has to be added to come from one map to the other. */
export function difference<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): { readonly gone: readonly T[]; readonly come: readonly T[] } {
  return { gone: notIn(before, after), come: notIn(after, before) }
}

function notIn<T>(these: ReadonlyMap<string, T>, those: ReadonlyMap<string, T>): readonly T[] {
  return [...these].filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(those.get(key))).map(([, v]) => v)
}

function agentRunOf(run: RunContribution, scope: PatternScope): AgentRun {
  const agent = scope === 'service' ? run.service : run.agent
  return { scope, agent, countedMs: wholeMs(run.countedAtMs), failed: run.outcome === 'failed' }
}

function sightingOf(run: RunContribution, pattern: PatternContribution): Sighting {
  return {
    ...agentRunOf(run, pattern.scope),
    runId: run.runId,
    release: run.release,
    source: run.source,
    signature: pattern.signature,
    lesson: pattern.lesson,
    signal: pattern.signal,
    bucket: pattern.bucket,
    locus: pattern.locus,
    template: pattern.template,
    recovery: pattern.recovery,
    severity: toUnits(pattern.severity, units.severity),
    completeness: toUnits(pattern.completeness, units.completeness),
    usd: toUnits(pattern.excess.usd, units.usd),
    tokens: toUnits(pattern.excess.tokens, units.tokens),
    seconds: toUnits(pattern.excess.seconds, units.seconds),
    calls: toUnits(pattern.excess.calls, units.calls),
    approvals: toUnits(pattern.excess.approvals, units.approvals),
    risks: [...new Set(pattern.risks)].sort(),
    trajectory: pattern.trajectory,
    explanation: pattern.explanation,
  }
}

/** A signature that a run names twice is one run, with the excess of both. */
function together(a: Sighting, b: Sighting): Sighting {
  return {
    ...a,
    severity: Math.max(a.severity, b.severity),
    completeness: Math.min(a.completeness, b.completeness),
    usd: a.usd + b.usd,
    tokens: a.tokens + b.tokens,
    seconds: a.seconds + b.seconds,
    calls: a.calls + b.calls,
    approvals: a.approvals + b.approvals,
    risks: [...new Set([...a.risks, ...b.risks])].sort(),
  }
}
