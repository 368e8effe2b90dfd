/**
 * Where the two halves of the engine meet. A commit in a trace's partition writes what it changes as rows, in the same
 * step that replaces the ledger; the tenant's slot applies each row once, in the order of their numbers, which are
 * counted per partition and tenant. Rows are JSON text.
 */
import type { AgentRun, Sighting } from '../../count/ledger-units.ts'
import type { RunMeasures } from '../../run/baseline.ts'
import type { RunOutcome } from '../../run/run.ts'

export const rowFormat = 1

/** A commit that changes more writes several rows. */
export const rowSightingsMax = 16

export interface Row extends RowBody {
  /** 1, 2, 3 ... within its partition and tenant. */
  readonly n: number
}

export interface RowBody {
  readonly format: typeof rowFormat
  readonly traceId: string
  readonly nowMs: number
  readonly agentRuns: Changed<AgentRun>
  readonly sightings: Changed<Sighting>
  /** Healthy runs that feed baselines; each run at most once in its life. */
  readonly feeds: readonly Feed[]
  /** `gone`: run ids; a run that another trace has taken over meanwhile is not gone. */
  readonly runs: { readonly gone: readonly string[]; readonly come: readonly RunEntry[] }
  /**
   * The trace is past the dedupe horizon: what its runs were counted for stays, and nothing of it will be taken back any
   * more. `runs.gone` names all its runs then, those of its ledger and those with records; which of them are nobody's
   * exemplar is told as unused (see Applied), the others stay in lists until they are not.
   */
  readonly forgotten: boolean
}

/** What is taken back, then what is added. */
export interface Changed<T> {
  readonly gone: readonly T[]
  readonly come: readonly T[]
}

export interface Feed {
  readonly runId: string
  readonly agent: string
  readonly agentVersion: string | null
  readonly service: string
  /** Start of the hour it is counted in. */
  readonly hourMs: number
  readonly measures: RunMeasures
}

/** What lists of runs choose by; the record itself stays in the trace's partition. */
export interface RunEntry {
  readonly runId: string
  readonly agent: string
  readonly outcome: RunOutcome
  readonly countedMs: number
}

/** Names a run record (RunRecords below). */
export interface RunRef {
  readonly traceId: string
  readonly runId: string
}

export interface Applied {
  /** Number of the last row that is applied now. */
  readonly upTo: number
  /** Lessons that these rows touched, sorted; of rows that were applied before, none. */
  readonly lessons: readonly string[]
  /** Run records that nothing refers to any more. */
  readonly unused: readonly RunRef[]
  /** A row of the last number was applied that was another one: the partition fell back to an older copy of itself. */
  readonly other: boolean
  /** No lesson of the tenant waited for a decision before, and some do now. */
  readonly woke: boolean
}

/**
 * What half two gives to half one. `earliest`: number of the earliest row that the partition still has. Rows at or under
 * the tenant's mark do nothing. A row beyond mark + 1 is refused while the one before it can still come (its number is
 * not under `earliest`); where it cannot, because the slot fell back to an older copy of itself, the gap is counted as
 * lost and left behind.
 */
export type ApplyRows = (tenant: string, partition: number, rows: readonly Row[], earliest: number) => Promise<Applied>
