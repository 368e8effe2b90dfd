/**
 * The store, cut by role. Two engines fulfil it (embedded, redis); one contract suite runs over both. Every verb is one
 * atomic step: after a crash it has happened whole or not at all, and asked again with the same arguments it changes
 * nothing and answers the same.
 *
 * A verb rejects with StoreUnavailable when the store cannot promise durability now; nothing was kept then and the
 * caller may try again. Any other rejection is a bug.
 */
import type { Candidate, CandidateBody, Review } from '../candidate/candidate.ts'
import type { CandidateEvent } from '../candidate/event.ts'
import type { Scorecard } from '../candidate/scorecard.ts'
import type { Abstention } from '../finding/finding.ts'
import type { SignedFinding } from '../finding/signed-finding.ts'
import type { PatternScope, RunContribution } from '../pattern/contribution.ts'
import type { CountPoint, LessonEvidence, Pattern } from '../pattern/pattern.ts'
import type { Resolution } from '../pattern/window.ts'
import type { Baseline, BaselineSubject } from '../run/baseline.ts'
import type { NoRunReason, Run, RunOutcome } from '../run/run.ts'
import type { Fact } from '../span/span-fact.ts'

export interface Store {
  readonly traces: TraceStore
  readonly runs: RunStore
  readonly patterns: PatternStore
  readonly candidates: CandidateStore
  readonly outbox: OutboxStore
  /** 32 random bytes as hex, made once per store: the key of the fingerprints. */
  readonly fingerprintKey: string
  health(): Promise<StoreHealth>
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** A cursor that no list gave out, or that belongs to another list, order or tenant. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor'
}

export type StoreHealth =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly reason: string
      /** It does not pass by itself: somebody has to mend it. */
      readonly lasting?: boolean
    }

// ---- traces: append, claim, commit

/** The facts of one trace out of one request. */
export interface TraceChunk {
  readonly tenant: string
  readonly traceId: string
  readonly facts: readonly Fact[]
  /** True when a span that can only be the top of its process ended: no parent, a remote parent, SERVER or CONSUMER. */
  readonly rootEnded: boolean
  /** True when an agent, model, tool, retrieval, guardrail, approval or handoff span is among the facts. */
  readonly agentic: boolean
}

export interface AppendRequest {
  readonly chunks: readonly TraceChunk[]
  readonly receivedMs: number
}

export interface AppendAnswer {
  /** Facts not kept because the trace is at its bound (spans or bytes per run). */
  readonly cut: number
  /** Facts that came after their trace's late window; counted, they open nothing. */
  readonly late: number
  /** Traces that were not known before. */
  readonly opened: number
}

export interface ClaimRequest {
  readonly nowMs: number
  readonly leaseMs: number
  readonly limit: number
}

export interface ClaimedTrace {
  readonly tenant: string
  readonly traceId: string
  /** Grows with every claim; a commit under an older epoch is refused. */
  readonly epoch: number
  /** Facts of the trace itself, in order of arrival; empty once they have expired. */
  readonly facts: readonly Fact[]
  /** The chunk up to which `facts` reaches. */
  readonly upTo: number
  /** Traces that continue this one (through a tool-call id), with their facts; transitive, oldest first. */
  readonly continuations: readonly {
    readonly traceId: string
    readonly facts: readonly Fact[]
    readonly upTo: number
  }[]
  /** The trace this one continues, when it is known to be a continuation. */
  readonly continues: string | null
  readonly cutFacts: number
  readonly firstReceivedMs: number
  readonly lastReceivedMs: number
}

export interface TraceCommit {
  readonly tenant: string
  readonly traceId: string
  readonly epoch: number
  readonly upTo: number
  readonly nowMs: number
  /** What the trace's runs contribute: replaces the ledger, the difference is applied to the counts. */
  readonly ledger: readonly RunContribution[]
  /** Replaces the trace's run records. */
  readonly runs: readonly RunRecord[]
  /** Why the trace is no run; null when it has any. */
  readonly noRun: NoRunReason | null
  /** Fingerprints of tool calls that a run of this trace issued and nothing here answered. */
  readonly pendingCalls: readonly string[]
  /** Fingerprints of tool calls answered here that nothing here issued. */
  readonly awaitedCalls: readonly string[]
}

export type { NoRunReason }

/**
 * `committed`: counted, once. `stale`: the lease was lost, another worker has the trace, nothing changed.
 * `continuation`: an awaited call was issued by the trace `of`; this trace's ledger is now empty and the other is due.
 */
export type CommitAnswer =
  | { readonly kind: 'committed'; readonly lessons: readonly string[] }
  | { readonly kind: 'stale' }
  | { readonly kind: 'continuation'; readonly of: string }

export interface TraceStore {
  /** Durable when it resolves. Schedules each trace: `settleMs` after a root ended, else `idleMs` after this chunk. */
  append(request: AppendRequest): Promise<AppendAnswer>
  /** Takes due traces under a lease; a crash lets the lease run out and the trace is due again. */
  claim(request: ClaimRequest): Promise<readonly ClaimedTrace[]>
  commit(commit: TraceCommit): Promise<CommitAnswer>
  /** Gives a claim back after a failure; after five the trace is quarantined and shown, and no longer claimed. */
  fail(claim: Pick<ClaimedTrace, 'tenant' | 'traceId' | 'epoch'>, reason: string, nowMs: number): Promise<void>
  /** Earliest due time of any trace, or null when none waits. */
  nextDueMs(): Promise<number | null>
  get(tenant: string, traceId: string): Promise<TraceState | null>
  /** Of one tenant, or of all when null. */
  counts(tenant: string | null): Promise<TraceCounts>
  /** Drops facts past the late window, ledgers past the dedupe horizon and count buckets past their reach. */
  expire(nowMs: number): Promise<void>
}

export interface TraceState {
  readonly traceId: string
  readonly state: 'open' | 'settled' | 'quarantined'
  readonly spans: number
  readonly cutFacts: number
  readonly runIds: readonly string[]
  readonly noRun: NoRunReason | null
  readonly continues: string | null
  readonly failure: string | null
  /** What an open trace waits for: until then, unless more comes. Null of one that does not wait. */
  readonly waits: { readonly untilMs: number; readonly rootEnded: boolean } | null
}

export interface TraceCounts {
  readonly open: number
  readonly settled: number
  readonly quarantined: number
  readonly facts: number
  readonly runs: number
  readonly cutFacts: number
  readonly lateFacts: number
  /** Healthy runs that fed no baseline, because too many agents had one in that hour. */
  readonly unfedRuns: number
  /** Runs whose signature found no place at the tenant's cap. */
  readonly overflowRuns: number
  /** Events and dead letters that gave way at their bounds. */
  readonly lostEvents: number
  readonly lostDeadLetters: number
  /** Chunks and commits that were acknowledged and are gone: a failover of the store without its last writes. */
  readonly lostRows: number
}

// ---- runs

/** A run as the API shows it, with what was found in it. */
export interface RunRecord {
  readonly run: Run
  readonly findings: readonly SignedFinding[]
  readonly abstentions: readonly Abstention[]
  readonly completeness: number
  readonly countedAtMs: number
  readonly skewed: boolean
}

export interface RunQuery {
  readonly tenant: string
  readonly agent?: string
  readonly outcome?: RunOutcome
  readonly signature?: string
  readonly sinceMs?: number
  readonly limit: number
  /** Opaque; from the answer before. */
  readonly cursor?: string
}

/** A page of a list; latest first where the query names no order. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export interface RunStore {
  list(query: RunQuery): Promise<Page<RunRecord>>
  get(tenant: string, runId: string): Promise<RunRecord | null>
  /** What is usual over the healthy runs of closed hours before `beforeMs`, at most 14 days back; null without any. */
  baseline(tenant: string, of: BaselineSubject, beforeMs: number): Promise<Baseline | null>
  /** Agents with what is known of them, most runs first. Counts cover the window that ends now. */
  agents(tenant: string, windowMs: number, nowMs: number): Promise<readonly AgentSummary[]>
}

export interface AgentSummary {
  readonly agent: string
  readonly runs: number
  readonly failedRuns: number
  readonly patterns: number
  readonly lastSeenMs: number
}

// ---- patterns and lessons

export interface PatternQuery {
  readonly tenant: string
  /** Without it patterns of both scopes; those of an agent where `agent` is given. */
  readonly scope?: PatternScope
  /** The agent; the service where the scope is `service`. */
  readonly agent?: string
  readonly signal?: string
  readonly bucket?: string
  readonly lesson?: string
  /** Only patterns seen since then; counts still reach back as far as day buckets do. */
  readonly sinceMs?: number
  /** The last answer of the policy for the pattern's lesson. */
  readonly verdict?: 'promote' | 'watch' | 'hold'
  /** `rise`: runs of the last day against the mean of the seven days before. */
  readonly sort: 'runs' | 'lastSeen' | 'cost' | 'risk' | 'rise'
  readonly limit: number
  readonly cursor?: string
}

export interface LessonQuery {
  readonly tenant: string
  /** As for patterns. */
  readonly scope?: PatternScope
  readonly agent?: string
  readonly signal?: string
  readonly limit: number
  readonly cursor?: string
}

/** A lesson with its signatures' counts summed up. */
export interface LessonSummary {
  readonly lesson: string
  /** That of its leading signature, as are the fields that follow. */
  readonly scope: PatternScope
  readonly agent: string
  readonly signal: string
  readonly bucket: string
  readonly locus: string
  readonly template: string
  readonly signatures: readonly string[]
  readonly runs: number
  readonly lastSeenMs: number
  readonly scorecard: Scorecard | null
}

/**
 * How often a signal was seen, over all agents; counts reach back as far as day buckets do. What is counted over a
 * service is counted under its agents already. A signal that people judged is told also when nothing is left of it.
 */
export interface SignalSummary {
  readonly signal: string
  readonly runs: number
  readonly patterns: number
  /** 0 when nothing is left of it. */
  readonly lastSeenMs: number
  /** Candidates, of either scope, that people accepted, and that they rejected as no problem (candidate/verdict.ts). */
  readonly accepted: number
  readonly rejected: number
}

export interface CountQuery {
  readonly tenant: string
  readonly signature: string
  readonly resolution: Resolution
  readonly fromMs: number
  readonly toMs: number
}

export interface DirtyLesson {
  readonly tenant: string
  readonly lesson: string
}

export interface PatternStore {
  list(query: PatternQuery): Promise<Page<Pattern>>
  get(tenant: string, signature: string): Promise<Pattern | null>
  /** Most runs first. */
  lessons(query: LessonQuery): Promise<Page<LessonSummary>>
  signals(tenant: string): Promise<readonly SignalSummary[]>
  /** Every bucket of the range, empty ones included, oldest first. */
  counts(query: CountQuery): Promise<readonly CountPoint[]>
  /** Lessons whose counts changed since they were last decided. */
  dirty(limit: number): Promise<readonly DirtyLesson[]>
  /** The evidence over the window that ends now; null when the lesson is not known. */
  evidence(tenant: string, lesson: string, windowMs: number, nowMs: number): Promise<LessonEvidence | null>
}

// ---- candidates and outbox

/** What a decision does. `version` is that of the evidence it was made on. */
export interface LessonDecision {
  readonly tenant: string
  readonly lesson: string
  readonly version: number
  readonly scorecard: Scorecard
  /** The candidate to open when the answer is `promote` and none is open; null otherwise. */
  readonly candidate: CandidateBody | null
  readonly nowMs: number
}

/** `superseded`: the lesson changed meanwhile, it is still dirty and nothing was written. */
export type DecisionAnswer =
  | { readonly kind: 'opened' | 'updated' | 'closed' | 'recorded'; readonly candidateId: string | null }
  | { readonly kind: 'superseded' }

export interface CandidateQuery {
  readonly tenant: string
  readonly state?: string
  readonly agent?: string
  readonly limit: number
  readonly cursor?: string
}

export interface CandidateStore {
  /** State and event row change together; at most one candidate of a lesson is open. */
  apply(decision: LessonDecision): Promise<DecisionAnswer>
  /**
   * A person's decision: state and event change together. Only open and snoozed candidates can be decided (rejected ones
   * only reopened); of two people deciding at once the second gets `conflict` with the state that stands. The same review
   * again (same decision by the same key within a minute) answers `done`.
   */
  review(review: ReviewRequest): Promise<ReviewAnswer>
  list(query: CandidateQuery): Promise<Page<Candidate>>
  get(tenant: string, id: string): Promise<Candidate | null>
  /** The last scorecard of a lesson, promoted or not; null when it was never decided. */
  scorecard(tenant: string, lesson: string): Promise<Scorecard | null>
}

export interface ReviewRequest extends Review {
  readonly tenant: string
  readonly candidateId: string
  /** snooze: until this time. */
  readonly untilMs: number | null
  /** merge: the candidate it goes into; its lesson becomes part of that one's. */
  readonly into: string | null
  /** The state the reviewer saw; another one is a conflict. Null takes whatever stands. */
  readonly expected: Candidate['state'] | null
}

export type ReviewAnswer =
  | { readonly kind: 'done'; readonly candidate: Candidate }
  | { readonly kind: 'conflict'; readonly candidate: Candidate }
  | { readonly kind: 'unknown'; readonly what: 'candidate' | 'into' }

/** An event that a sink could not be told within its patience; it waits until somebody replays it. */
export interface DeadLetter {
  readonly sink: string
  readonly event: CandidateEvent
  readonly attempts: number
  /** The last failure, in words without content. */
  readonly reason: string
  readonly diedMs: number
}

/** Names one event of the outbox. */
export type EventRef = Pick<CandidateEvent, 'tenant' | 'sequence'>

export interface OutboxStore {
  /**
   * Takes or renews the right to tell a sink, for so long; false while another holder has it. Without it nothing is
   * lost: two holders at once tell the sink twice.
   */
  lease(sink: string, holder: string, nowMs: number, leaseMs: number): Promise<boolean>
  /** Gives the lease back, when this holder has it. */
  release(sink: string, holder: string): Promise<void>
  /** Rows that the sink has not confirmed, of all tenants, each tenant's oldest first. A sink is known from its first call on. */
  pending(sink: string, limit: number): Promise<readonly CandidateEvent[]>
  /** The sink has what each named tenant has up to and including the named event. */
  confirm(sink: string, upTo: readonly EventRef[]): Promise<void>
  /** Sets one pending event aside for this sink, with the reason; the sink goes on with the next one. */
  bury(sink: string, event: EventRef, reason: string, attempts: number, nowMs: number): Promise<void>
  /** Of one tenant, of one sink or of all; latest first. */
  deadLetters(tenant: string, sink: string | null, limit: number): Promise<readonly DeadLetter[]>
  /** Makes a sink's dead letters of a tenant pending again (all, or one event's); answers how many. */
  revive(tenant: string, sink: string, sequence: number | null): Promise<number>
  /** Events of a tenant after this sequence, oldest first; kept for 7 days. For SSE and the list of events. */
  since(tenant: string, sequence: number, limit: number): Promise<readonly CandidateEvent[]>
  /** The newest sequence of the tenant, 0 when it has none. */
  newest(tenant: string): Promise<number>
}
