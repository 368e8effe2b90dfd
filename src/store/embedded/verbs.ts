import type { Candidate } from '../../candidate/candidate.ts'
import type { CandidateEvent } from '../../candidate/event.ts'
import type { Scorecard } from '../../candidate/scorecard.ts'
import type { RunContribution } from '../../pattern/contribution.ts'
import type { CountPoint, LessonEvidence, Pattern } from '../../pattern/pattern.ts'
import type { Baseline, BaselineSubject } from '../../run/baseline.ts'
import type { RunOutcome } from '../../run/run.ts'
import type {
  AgentSummary,
  AppendAnswer,
  CandidateQuery,
  ClaimedTrace,
  ClaimRequest,
  CommitAnswer,
  CountQuery,
  DeadLetter,
  DecisionAnswer,
  DirtyLesson,
  EventRef,
  LessonDecision,
  LessonQuery,
  LessonSummary,
  Page,
  PatternQuery,
  ReviewAnswer,
  ReviewRequest,
  RunQuery,
  SignalSummary,
  StoreHealth,
  TraceCommit,
  TraceCounts,
  TraceState,
} from '../contract.ts'
import type { Position } from '../cursor.ts'
import type { FactsText } from '../facts-text.ts'

/** What the worker can be asked: each verb with its request and its answer, as they cross between the threads. */
export interface Verbs {
  append: Verb<AppendTask, AppendAnswer>
  claim: Verb<ClaimRequest, readonly ClaimedText[]>
  commit: Verb<CommitTask, CommitAnswer>
  fail: Verb<FailTask, null>
  /** Answers true when there is more to drop. */
  expire: Verb<number, boolean>
  nextDue: Verb<null, number | null>
  traceState: Verb<TraceKey, TraceState | null>
  traceCounts: Verb<string | null, TraceCounts>
  listRuns: Verb<Positioned<RunQuery>, PageOf<string>>
  getRun: Verb<{ readonly tenant: string; readonly runId: string }, string | null>
  baseline: Verb<{ readonly tenant: string; readonly of: BaselineSubject; readonly beforeMs: number }, Baseline | null>
  listAgents: Verb<
    { readonly tenant: string; readonly windowMs: number; readonly nowMs: number },
    readonly AgentSummary[]
  >
  listPatterns: Verb<Positioned<PatternQuery>, PageOf<Pattern>>
  getPattern: Verb<{ readonly tenant: string; readonly signature: string }, Pattern | null>
  listLessons: Verb<Positioned<LessonQuery>, PageOf<LessonSummary>>
  listSignals: Verb<string, readonly SignalSummary[]>
  patternCounts: Verb<CountQuery, readonly CountPoint[]>
  dirtyLessons: Verb<number, readonly DirtyLesson[]>
  evidence: Verb<EvidenceTask, LessonEvidence | null>
  applyDecision: Verb<LessonDecision, DecisionAnswer>
  review: Verb<ReviewRequest, ReviewAnswer>
  listCandidates: Verb<Positioned<CandidateQuery>, PageOf<Candidate>>
  getCandidate: Verb<{ readonly tenant: string; readonly id: string }, Candidate | null>
  scorecard: Verb<{ readonly tenant: string; readonly lesson: string }, Scorecard | null>
  lease: Verb<LeaseTask, boolean>
  release: Verb<{ readonly sink: string; readonly holder: string }, null>
  pendingEvents: Verb<{ readonly sink: string; readonly limit: number }, readonly CandidateEvent[]>
  confirm: Verb<{ readonly sink: string; readonly upTo: readonly EventRef[] }, null>
  bury: Verb<BuryTask, null>
  deadLetters: Verb<
    { readonly tenant: string; readonly sink: string | null; readonly limit: number },
    readonly DeadLetter[]
  >
  revive: Verb<{ readonly tenant: string; readonly sink: string; readonly sequence: number | null }, number>
  eventsSince: Verb<EventsTask, readonly CandidateEvent[]>
  newestEvent: Verb<string, number>
  health: Verb<null, StoreHealth>
}

interface Verb<Request, Answer> {
  readonly request: Request
  readonly answer: Answer
}

export type VerbName = keyof Verbs
export type RequestOf<V extends VerbName> = Verbs[V]['request']
export type AnswerOf<V extends VerbName> = Verbs[V]['answer']

/** A list query whose cursor has been read. */
export type Positioned<Query> = Omit<Query, 'cursor'> & { readonly after: Position | null }
export type PageOf<T> = Omit<Page<T>, 'nextCursor'> & { readonly next: Position | null }

export interface TraceKey {
  readonly tenant: string
  readonly traceId: string
}

export interface ChunkText extends TraceKey {
  readonly facts: FactsText
  readonly rootEnded: boolean
}

export interface AppendTask {
  readonly chunks: readonly ChunkText[]
  readonly receivedMs: number
}

export type ClaimedText = Omit<ClaimedTrace, 'facts' | 'continuations'> & {
  readonly texts: readonly string[]
  readonly continuations: readonly (Omit<ClaimedTrace['continuations'][number], 'facts'> & {
    readonly texts: readonly string[]
  })[]
}

export type CommitTask = Omit<TraceCommit, 'runs' | 'ledger'> & {
  readonly ledger: readonly RunContribution[]
  readonly runs: readonly RunText[]
}

/** A run record as JSON, with what lists choose by. */
export interface RunText {
  readonly runId: string
  readonly agent: string
  readonly outcome: RunOutcome
  readonly countedAtMs: number
  readonly text: string
}

export interface FailTask extends TraceKey {
  readonly epoch: number
  readonly reason: string
  readonly nowMs: number
}

export interface EvidenceTask {
  readonly tenant: string
  readonly lesson: string
  readonly windowMs: number
  readonly nowMs: number
}

export interface LeaseTask {
  readonly sink: string
  readonly holder: string
  readonly nowMs: number
  readonly leaseMs: number
}

export interface BuryTask {
  readonly sink: string
  readonly event: EventRef
  readonly reason: string
  readonly attempts: number
  readonly nowMs: number
}

export interface EventsTask {
  readonly tenant: string
  readonly sequence: number
  readonly limit: number
}
