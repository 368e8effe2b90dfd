/** What a running service tells through its HTTP API, as far as the check looks at it. */

export interface SeenStep {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly outcome: string
  readonly startUs: number
  readonly endUs: number
}

export interface SeenRun {
  readonly runId: string
  readonly agent: string
  readonly traceIds: readonly string[]
  readonly startUs: number
  readonly outcome: string
  readonly complete: boolean
  readonly findings: readonly SeenFinding[]
}

export interface SeenFinding {
  readonly signal: string
  readonly locus: string
  readonly signature: string
}

export interface SeenTrace {
  readonly state: string
  readonly spans: number
}

export interface SeenPattern {
  readonly signature: string
  readonly lesson: string
  readonly agent: string
  readonly signal: string
  readonly locus: string
  readonly runs: number
  readonly agentRuns: number
  /** Sums over the buckets of each resolution that reaches back far enough. */
  readonly hourRuns: number
  readonly dayRuns: number
}

export interface SeenCandidate {
  readonly id: string
  readonly lesson: string
  readonly state: string
  readonly agent: string
  readonly signal: string
  readonly locus: string
  readonly runs: number
}

/** What a sink was told so far. */
export interface SeenSink {
  readonly sink: string
  readonly events: readonly SeenEvent[]
}

export interface SeenEvent {
  readonly id: string
  readonly type: string
  readonly candidateId: string
}

export interface Seen {
  readonly runs: readonly SeenRun[]
  readonly steps: ReadonlyMap<string, readonly SeenStep[]>
  readonly traces: ReadonlyMap<string, SeenTrace>
  readonly patterns: readonly SeenPattern[]
  readonly candidates: readonly SeenCandidate[]
  /** Null where the sinks cannot be looked into. */
  readonly sinks: readonly SeenSink[] | null
}
