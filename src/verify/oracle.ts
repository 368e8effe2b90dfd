/**
 * What must come of the runs that were sent, computed from what the generator knows and not through the service's own
 * assembling and detecting.
 */
import { type ExpectedRun, isCorrected, type PlannedRun } from './planned-run.ts'

/** Signals that the stories plant: whatever else the service finds in the runs is its own business. */
export const plantedSignals: ReadonlySet<string> = new Set([
  'approval_rejected',
  'empty_retrieval',
  'repeated_call',
  'retry_storm',
  'run_abandoned',
  'tool_error',
  'tool_not_found',
])

export interface ExpectedCount {
  readonly agent: string
  readonly signal: string
  readonly locus: string
  readonly runs: number
  /** Whether a candidate must be open, must not be, or may be. */
  readonly candidate: 'open' | 'none' | 'any'
}

export interface Expected {
  readonly runs: readonly ExpectedRun[]
  /** Runs of each agent: the denominators. */
  readonly agents: ReadonlyMap<string, number>
  readonly counts: readonly ExpectedCount[]
}

export function expectedOf(runs: readonly PlannedRun[]): Expected {
  const shared = sharedTraces(runs)
  const planted = runs.flatMap((run) =>
    run.expected.planted.map((weakness) => ({
      run,
      key: countKey({ ...weakness, agent: run.expected.agent }),
      weakness,
    })),
  )
  const counts = [...Map.groupBy(planted, ({ key }) => key).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const carriers = same.map(({ run }) => run)
    const candidate = candidateOf(carriers, shared)
    return [{ agent: first.run.expected.agent, ...first.weakness, runs: same.length, candidate }]
  })
  const agents = Map.groupBy(runs, (run) => run.expected.agent)
  return {
    runs: runs.map((run) => run.expected),
    agents: new Map([...agents].map(([agent, own]) => [agent, own.length])),
    counts,
  }
}

export function countKey({ agent, signal, locus }: Pick<ExpectedCount, 'agent' | 'signal' | 'locus'>): string {
  return JSON.stringify([agent, signal, locus])
}

/** The default policy in its own words: from three runs and three sources on, none of them above half. */
const [runsMin, sourcesMin, shareMax] = [3, 3, 0.5] as const

/** Weaknesses that a person must look at wherever they recur: they end runs. An empty search alone is only a hint. */
const grave: ReadonlySet<string> = new Set(['retry_storm', 'tool_not_found', 'run_abandoned'])

/** Traces that several runs take place in. */
function sharedTraces(runs: readonly PlannedRun[]): ReadonlySet<string> {
  const byTrace = Map.groupBy(
    runs.flatMap((run) => run.expected.traceIds),
    (traceId) => traceId,
  )
  return new Set([...byTrace].filter(([, own]) => own.length > 1).map(([traceId]) => traceId))
}

function candidateOf(carriers: readonly PlannedRun[], shared: ReadonlySet<string>): ExpectedCount['candidate'] {
  // While they are corrected, counts go up and down: a candidate that opened meanwhile may stay.
  if (carriers.some(isCorrected)) return 'any'
  const sources = [...Map.groupBy(carriers, ({ expected }) => expected.source).values()].map((own) => own.length)
  if (carriers.length < runsMin) return 'none'
  // Judged before all of it had come, runs of one trace are one, of the source of the first: a candidate may open by that.
  const mixed = carriers.some(({ expected }) => expected.traceIds.some((traceId) => shared.has(traceId)))
  if (sources.length < sourcesMin) return mixed ? 'any' : 'none'
  const noisy = Math.max(...sources) > shareMax * carriers.length
  const signals = carriers.flatMap(({ expected }) => expected.planted.map(({ signal }) => signal))
  return !noisy && signals.every((signal) => grave.has(signal)) ? 'open' : 'any'
}
