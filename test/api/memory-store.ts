import type { ApiOptions } from '../../src/api/start-api.ts'
import type { Candidate, ReviewDecision } from '../../src/candidate/candidate.ts'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { Scorecard } from '../../src/candidate/scorecard.ts'
import { noExcess } from '../../src/finding/finding.ts'
import type { CountPoint, Pattern } from '../../src/pattern/pattern.ts'
import { bucketMs, bucketStart } from '../../src/pattern/window.ts'
import type {
  AgentSummary,
  CountQuery,
  DeadLetter,
  LessonSummary,
  Page,
  PatternQuery,
  ReviewAnswer,
  ReviewRequest,
  RunRecord,
  SignalSummary,
  StoreHealth,
  TraceCounts,
  TraceState,
} from '../../src/store/contract.ts'

type ApiStore = ApiOptions['store']

/** What the API reads and changes, in memory. Another tenant's things are not there. */
export interface Contents {
  readonly runs: readonly RunRecord[]
  readonly patterns: readonly Pattern[]
  /** Of the tenant `default`. */
  readonly lessons: readonly LessonSummary[]
  readonly agents: readonly AgentSummary[]
  readonly signals: readonly SignalSummary[]
  readonly traces: readonly TraceState[]
  readonly scorecards: ReadonlyMap<string, Scorecard>
  readonly events: readonly CandidateEvent[]
  candidates: readonly Candidate[]
  deadLetters: readonly DeadLetter[]
  health: StoreHealth
  /** When set, every question rejects with it. */
  failure: Error | null
}

export function memoryStore(contents: Contents): ApiStore {
  const here = <T>(read: () => T): Promise<T> =>
    contents.failure === null ? Promise.resolve().then(read) : Promise.reject(contents.failure)
  const ofDefault = <T>(tenant: string, items: readonly T[]) => (tenant === 'default' ? items : [])
  const notAsked = () => Promise.reject(new Error('the API does not ask this'))
  return {
    fingerprintKey: '5e'.repeat(32),
    health: () => here(() => contents.health),
    traces: {
      ...{ append: notAsked, claim: notAsked, commit: notAsked, fail: notAsked, nextDueMs: notAsked, expire: notAsked },
      counts: (tenant) => here(() => traceCountsOf(contents, tenant)),
      get: (tenant, traceId) =>
        here(() => ofDefault(tenant, contents.traces).find((trace) => trace.traceId === traceId) ?? null),
    },
    runs: {
      baseline: notAsked,
      agents: (tenant) => here(() => ofDefault(tenant, contents.agents)),
      list: ({ tenant, agent, outcome, signature, sinceMs, limit, cursor }) =>
        here(() => {
          const found = contents.runs.filter(
            ({ run, findings, countedAtMs }) =>
              run.tenant === tenant &&
              (agent === undefined || run.agent === agent) &&
              (outcome === undefined || run.outcome === outcome) &&
              (sinceMs === undefined || countedAtMs >= sinceMs) &&
              (signature === undefined || findings.some((finding) => finding.signature === signature)),
          )
          return pageOf(found, limit, cursor)
        }),
      get: (tenant, runId) =>
        here(() => contents.runs.find(({ run }) => run.tenant === tenant && run.id === runId) ?? null),
    },
    patterns: {
      ...{ dirty: notAsked, evidence: notAsked },
      list: (query) => here(() => listPatterns(contents, query)),
      get: (tenant, signature) => here(() => findPattern(contents, tenant, signature)),
      lessons: ({ tenant, agent, signal, limit, cursor }) =>
        here(() => {
          const found = ofDefault(tenant, contents.lessons).filter(
            (lesson) =>
              (agent === undefined || lesson.agent === agent) && (signal === undefined || lesson.signal === signal),
          )
          return pageOf(found, limit, cursor)
        }),
      signals: (tenant) => here(() => ofDefault(tenant, contents.signals)),
      counts: (query) => here(() => countsOf(query)),
    },
    candidates: {
      apply: notAsked,
      review: (request) => here(() => review(contents, request)),
      list: ({ tenant, state, agent, limit, cursor }) =>
        here(() => {
          const found = contents.candidates.filter(
            (candidate) =>
              candidate.tenant === tenant &&
              (state === undefined || candidate.state === state) &&
              (agent === undefined || candidate.agent === agent),
          )
          return pageOf(found, limit, cursor)
        }),
      get: (tenant, id) => here(() => findCandidate(contents, tenant, id)),
      scorecard: (tenant, lesson) =>
        here(() => (tenant === 'default' ? (contents.scorecards.get(lesson) ?? null) : null)),
    },
    outbox: {
      ...{ lease: notAsked, release: notAsked, pending: notAsked, confirm: notAsked, bury: notAsked },
      deadLetters: (tenant, sink, limit) =>
        here(() =>
          contents.deadLetters
            .filter((letter) => letter.event.tenant === tenant && (sink === null || letter.sink === sink))
            .slice(0, limit),
        ),
      revive: (tenant, sink, sequence) => here(() => revive(contents, tenant, sink, sequence)),
      since: (tenant, sequence, limit) =>
        here(() =>
          contents.events.filter((event) => event.tenant === tenant && event.sequence > sequence).slice(0, limit),
        ),
      newest: (tenant) => here(() => contents.events.findLast((event) => event.tenant === tenant)?.sequence ?? 0),
    },
  }
}

function findPattern({ patterns }: Contents, tenant: string, signature: string): Pattern | null {
  return patterns.find((pattern) => pattern.tenant === tenant && pattern.signature === signature) ?? null
}

function findCandidate({ candidates }: Contents, tenant: string, id: string): Candidate | null {
  return candidates.find((found) => found.tenant === tenant && found.id === id) ?? null
}

/** Cost, risk and rise are not known of a pattern here: the order of the last seen stands for them. */
function listPatterns(contents: Contents, query: PatternQuery): Page<Pattern> {
  const { tenant, agent, signal, bucket, lesson, sinceMs, verdict, sort } = query
  const found = contents.patterns.filter(
    (pattern) =>
      pattern.tenant === tenant &&
      (agent === undefined || pattern.agent === agent) &&
      (signal === undefined || pattern.signal === signal) &&
      (bucket === undefined || pattern.bucket === bucket) &&
      (lesson === undefined || pattern.lesson === lesson) &&
      (sinceMs === undefined || pattern.lastSeenMs >= sinceMs) &&
      (verdict === undefined || contents.scorecards.get(pattern.lesson)?.answer === verdict),
  )
  const key = sort === 'runs' ? 'runs' : 'lastSeenMs'
  return pageOf(
    found.toSorted((a, b) => b[key] - a[key]),
    query.limit,
    query.cursor,
  )
}

const stateAfter: Readonly<Record<ReviewDecision, Candidate['state']>> = {
  accept: 'accepted',
  reject: 'rejected',
  snooze: 'snoozed',
  merge: 'merged',
  reopen: 'open',
}

/** The conflict rules of the contract; a review of the same decision for the same reason by the same key within a minute is the same. */
function review(contents: Contents, request: ReviewRequest): ReviewAnswer {
  const { tenant, candidateId, decision, reason, by, atMs, untilMs, into, expected } = request
  const found = findCandidate(contents, tenant, candidateId)
  if (found === null) return { kind: 'unknown', what: 'candidate' }
  if (into !== null && findCandidate(contents, tenant, into) === null) return { kind: 'unknown', what: 'into' }
  const last = found.reviews.at(-1)
  const again = last?.decision === decision && last.by === by && last.reason === reason && atMs - last.atMs < 60_000
  if (again && found.state === stateAfter[decision]) return { kind: 'done', candidate: found }
  const decidable = decision === 'reopen' ? ['accepted', 'rejected'] : ['open', 'snoozed']
  const stands = decidable.includes(found.state) && (expected === null || expected === found.state)
  if (!stands) return { kind: 'conflict', candidate: found }
  const candidate: Candidate = {
    ...found,
    state: stateAfter[decision],
    reviews: [...found.reviews, { decision, reason, by, atMs }],
    snoozedUntilMs: untilMs,
    mergedInto: into,
    updatedAtMs: atMs,
  }
  contents.candidates = contents.candidates.map((other) => (other === found ? candidate : other))
  return { kind: 'done', candidate }
}

function revive(contents: Contents, tenant: string, sink: string, sequence: number | null): number {
  const before = contents.deadLetters.length
  contents.deadLetters = contents.deadLetters.filter(
    (letter) =>
      letter.sink !== sink ||
      letter.event.tenant !== tenant ||
      (sequence !== null && letter.event.sequence !== sequence),
  )
  return before - contents.deadLetters.length
}

/** Traces are those of the tenant `default`. */
function traceCountsOf(contents: Contents, tenant: string | null): TraceCounts {
  const traces = tenant === 'default' ? contents.traces : []
  const runs = contents.runs.filter(({ run }) => run.tenant === tenant)
  const of = (state: TraceState['state']) => traces.filter((trace) => trace.state === state).length
  return {
    ...{ open: of('open'), settled: of('settled'), quarantined: of('quarantined') },
    ...{ facts: 12, runs: runs.length, cutFacts: 3, lateFacts: 1 },
    ...{ unfedRuns: 0, overflowRuns: 0, lostEvents: 0, lostDeadLetters: 0, lostRows: 0 },
  }
}

/** The cursor is the place to go on from; what it cannot read is a bug of whoever handed it on. */
function pageOf<T>(found: readonly T[], limit: number, cursor = 'at:0'): Page<T> {
  const at = Number(cursor.replace('at:', ''))
  if (!Number.isInteger(at)) throw new Error('a cursor that this store never gave')
  const next = at + limit
  return { items: found.slice(at, next), nextCursor: next < found.length ? `at:${next}` : null }
}

/** One run in every bucket of the range. */
function countsOf({ resolution, fromMs, toMs }: CountQuery): readonly CountPoint[] {
  const points: CountPoint[] = []
  for (let startMs = bucketStart(fromMs, resolution); startMs < toMs; startMs += bucketMs[resolution]) {
    points.push({ startMs, runs: 1, agentRuns: 10, excess: { ...noExcess, usd: 0.01, tokens: 100 } })
  }
  return points
}
