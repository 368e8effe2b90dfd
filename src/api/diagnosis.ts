import type { RunRecord } from '../store/contract.ts'

/** What the last runs of an agent say about how it is instrumented. */
export interface AgentDiagnosis {
  readonly agent: string
  readonly runs: number
  readonly incompleteRuns: number
  /** Runs whose exporter sent no message content. */
  readonly withoutContentRuns: number
  /** Runs whose exporter says that it sampled. */
  readonly sampledRuns: number
  readonly families: readonly Share[]
  readonly services: readonly Share[]
  readonly abstentions: readonly AbstentionShare[]
}

export interface Share {
  readonly name: string
  readonly runs: number
}

/** A signal that could not judge runs, and the field that was not sent. */
export interface AbstentionShare {
  readonly signal: string
  readonly missing: string
  readonly runs: number
}

/** What a run says about its instrumentation: a few words of a record that may be large. */
export type RunTraits = ReturnType<typeof traitsOf>

export function traitsOf({ run, abstentions, countedAtMs }: RunRecord) {
  // A run from before scopes were kept has none.
  const { agent, service, families, scopes = [], complete, contentCaptured, samplingThreshold } = run
  const missing = abstentions.map((abstention) => JSON.stringify([abstention.signal, abstention.missing]))
  const sampled = samplingThreshold !== null
  return {
    agent,
    service,
    families,
    scopes,
    complete,
    contentCaptured,
    sampled,
    countedAtMs,
    missing: [...new Set(missing)],
  }
}

/** Most runs first. */
export function diagnoseAgents(traits: readonly RunTraits[]): readonly AgentDiagnosis[] {
  const byAgent = Map.groupBy(traits, ({ agent }) => agent)
  return [...byAgent].map(([agent, runs]) => diagnose(agent, runs)).sort((a, b) => b.runs - a.runs)
}

function diagnose(agent: string, runs: readonly RunTraits[]): AgentDiagnosis {
  return {
    agent,
    runs: runs.length,
    incompleteRuns: runs.filter(({ complete }) => !complete).length,
    withoutContentRuns: runs.filter(({ contentCaptured }) => !contentCaptured).length,
    sampledRuns: runs.filter(({ sampled }) => sampled).length,
    families: shares(runs.flatMap(({ families }) => families)),
    services: shares(runs.map(({ service }) => service)),
    abstentions: abstentionShares(runs),
  }
}

export function abstentionShares(traits: readonly RunTraits[]): readonly AbstentionShare[] {
  return shares(traits.flatMap(({ missing }) => missing)).map(({ name, runs }) => {
    const [signal = '', missing = '']: string[] = JSON.parse(name)
    return { signal, missing, runs }
  })
}

/** Most frequent first, then by name, so that the same runs always read the same. */
export function shares(names: readonly string[]): readonly Share[] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const found = [...counts].map(([name, runs]) => ({ name, runs }))
  return found.sort((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1))
}
