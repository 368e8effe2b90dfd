/**
 * All that a store holds, in records that belong to no engine: what `export-state` writes and `import-state` reads. Each
 * is JSON of bounded size, so that a store is never whole in memory. They come in this order: the store, tenants, sinks;
 * every trace with its chunks and run records, and right after it the traces that continue it, oldest first; agents;
 * every pattern with its counts and sightings; run records of forgotten traces; lessons, merges, candidates, events,
 * marks, letters; baselines, each tenant's together.
 * Times are whole Unix milliseconds; amounts are in the whole units of count/units.ts, so that sums stay exact.
 */
import type { Dimension } from '../count/breakdown-bounds.ts'
import type { PatternScope, RunContribution } from '../pattern/contribution.ts'
import type { Resolution } from '../pattern/window.ts'
import type { BaselineSubject } from '../run/baseline.ts'
import type { BaselineHour } from '../run/baseline-hour.ts'
import type { RunOutcome } from '../run/run.ts'
import type { CandidateRow, EventDraft } from './candidate-row.ts'
import type { DecisionAnswer, RunRecord, TraceState } from './contract.ts'

/** Version of these records. A later one is refused. */
export const stateFormat = 1

export type StateRecord =
  | StoreState
  | TenantState
  | SinkState
  | TraceRecord
  | ChunkState
  | RunState
  | AgentState
  | PatternState
  | CountsState
  | SightingState
  | LessonState
  | MergeState
  | CandidateState
  | EventState
  | MarkState
  | LetterState
  | BaselineState
export type StateKind = StateRecord['kind']

export interface StoreState {
  readonly kind: 'store'
  /** 32 bytes as hex. */
  readonly fingerprintKey: string
  /** About how many follow, for who shows how far it has come. */
  readonly traces: number
  readonly patterns: number
}

export const tallyNames = [
  'cutFacts',
  'lateFacts',
  'unfedRuns',
  'overflowRuns',
  'lostEvents',
  'lostDeadLetters',
  'lostRows',
] as const
export type TallyName = (typeof tallyNames)[number]

export interface TenantState {
  readonly kind: 'tenant'
  readonly tenant: string
  /** The last sequence of its events that was given out. */
  readonly events: number
  /** No version of a lesson is above it. */
  readonly changes: number
  /** What only grows; gauges follow from the other records. */
  readonly tallies: Readonly<Record<TallyName, number>>
}

export interface SinkState {
  readonly kind: 'sink'
  readonly sink: string
}

/** Leases are not among it: nobody works on a store that moves. */
export interface TraceRecord {
  readonly kind: 'trace'
  readonly tenant: string
  readonly traceId: string
  readonly state: TraceState['state']
  /** When it may be claimed; null when nothing waits. */
  readonly dueMs: number | null
  readonly wantedMs: number
  /** It has to be judged once more, whether or not chunks come. */
  readonly again: boolean
  readonly epoch: number
  readonly attempts: number
  /** Chunks that ever came, and how many of them an analysis has seen. */
  readonly chunks: number
  readonly analyzed: number
  readonly spans: number
  readonly facts: number
  readonly bytes: number
  readonly cut: number
  readonly rootEnded: boolean
  readonly expired: boolean
  readonly openedMs: number
  readonly firstReceivedMs: number
  readonly lastReceivedMs: number
  readonly committedMs: number | null
  /** The trace it continues. */
  readonly head: string | null
  readonly noRun: string | null
  readonly failure: string | null
  /** Start of the digest of the last chunk that was refused whole, in hex, where the engine remembers it. */
  readonly refused: string | null
  /** Its calls that others may answer, and calls of others that it answers. */
  readonly pending: readonly string[]
  readonly awaited: readonly string[]
  readonly ledger: readonly RunContribution[]
  /** Runs that have fed a baseline. */
  readonly fed: readonly string[]
  /** Its runs in lists, in the order of the commit. */
  readonly entries: readonly RunEntryState[]
}

export interface RunEntryState {
  readonly runId: string
  readonly agent: string
  readonly outcome: RunOutcome
  readonly countedMs: number
}

export interface ChunkState {
  readonly kind: 'chunk'
  readonly tenant: string
  readonly traceId: string
  readonly sequence: number
  /** SHA-256 of the chunk as it was sent, as many bytes as are known, in hex. */
  readonly digest: string
  /** Facts of it that were cut. */
  readonly cut: number
  /** One fact a line. */
  readonly text: string
}

export interface RunState {
  readonly kind: 'run'
  readonly tenant: string
  readonly traceId: string
  /** Its trace is forgotten; a pattern shows it. */
  readonly frozen: boolean
  readonly record: RunRecord
}

export type AgentCount = readonly [startMs: number, runs: number, failed: number]

/** The denominators of an agent or a service. */
export interface AgentState {
  readonly kind: 'agent'
  readonly tenant: string
  readonly scope: PatternScope
  readonly agent: string
  readonly lastMs: number
  readonly counts: Readonly<Record<Resolution, readonly AgentCount[]>>
}

export interface PatternState {
  readonly kind: 'pattern'
  readonly tenant: string
  readonly signature: string
  readonly lesson: string
  readonly scope: PatternScope
  readonly agent: string
  readonly signal: string
  readonly bucket: string
  readonly locus: string
  readonly template: string
  readonly recovery: string
  readonly explanation: string
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  /** First and last time among the sightings that can no longer be taken back. */
  readonly frozenFirstMs: number | null
  readonly frozenLastMs: number | null
}

export const amountNames = [
  'runs',
  'failed',
  'usd',
  'tokens',
  'seconds',
  'calls',
  'approvals',
  'severity',
  'completeness',
] as const
export type AmountName = (typeof amountNames)[number]

/** One count bucket of the pattern before it. */
export interface CountsState {
  readonly kind: 'counts'
  readonly tenant: string
  readonly signature: string
  readonly resolution: Resolution
  readonly startMs: number
  readonly amounts: Readonly<Record<AmountName, number>>
  readonly shared: readonly SharedState[]
}

/** Runs that share a value; without a value those that found no place in the dimension. */
export type SharedState = readonly [dimension: Dimension, value: string | null, runs: number]

/** Of the pattern before it; those that can be taken back come latest first. */
export interface SightingState {
  readonly kind: 'sighting'
  readonly tenant: string
  readonly signature: string
  readonly traceId: string
  readonly runId: string
  readonly countedMs: number
  /** It can no longer be taken back. */
  readonly frozen: boolean
  /** Null where only the ledger tells it. */
  readonly explanation: string | null
}

export interface LessonState {
  readonly kind: 'lesson'
  readonly tenant: string
  readonly lesson: string
  readonly version: number
  /** Its place among those that wait for a decision; null when it is decided. */
  readonly dirty: number | null
  /** That of its last candidate. */
  readonly sequence: number
  /** JSON of the last scorecard, as it was written. */
  readonly scorecard: string | null
  readonly verdict: string | null
  /** The last decision, so that it changes nothing when it is repeated. */
  readonly decided: DecidedState | null
  /** It lost its last pattern, and nobody has looked after its candidate yet. */
  readonly gone: boolean
}

export interface DecidedState {
  readonly digest: string
  readonly answer: Exclude<DecisionAnswer, { kind: 'superseded' }>
}

export interface MergeState {
  readonly kind: 'merge'
  readonly tenant: string
  readonly lesson: string
  readonly head: string
}

export interface CandidateState {
  readonly kind: 'candidate'
  readonly row: CandidateRow
}

export interface EventState {
  readonly kind: 'event'
  readonly sequence: number
  readonly event: EventDraft
}

/** How far a sink has confirmed a tenant. */
export interface MarkState {
  readonly kind: 'mark'
  readonly tenant: string
  readonly sink: string
  readonly confirmed: number
}

export interface LetterState {
  readonly kind: 'letter'
  readonly tenant: string
  readonly sink: string
  readonly sequence: number
  readonly state: 'dead' | 'revived' | 'handed'
  readonly attempts: number
  readonly reason: string
  readonly diedMs: number
}

/** An hour of a subject's baseline. */
export interface BaselineState {
  readonly kind: 'baseline'
  readonly tenant: string
  readonly scope: BaselineSubject['scope']
  /** `subjectName` of it; null where the engine has only the key that it made of the name. */
  readonly subject: string | null
  readonly key: string | null
  readonly startMs: number
  readonly hour: BaselineHour
}

/** Why state was not taken, in words without content. */
export class StateRefused extends Error {
  override readonly name = 'StateRefused'
}

/** What an export or import did, by kind of record. */
export type StateCounts = Readonly<Partial<Record<StateKind, number>>>

export interface Imported {
  /** Hours of baselines whose subject the engine before could not name. */
  readonly unnamedBaselines: number
}
