/** Small real values for store tests; each test names only what it is about. */
import type { Candidate, ReviewDecision } from '../../src/candidate/candidate.ts'
import type { Scorecard } from '../../src/candidate/scorecard.ts'
import { noExcess } from '../../src/finding/finding.ts'
import type { PatternContribution, RunContribution } from '../../src/pattern/contribution.ts'
import type { RunMeasures } from '../../src/run/baseline.ts'
import type { Run } from '../../src/run/run.ts'
import type { Fact, LogFact, SpanFact } from '../../src/span/span-fact.ts'
import type {
  ClaimedTrace,
  LessonDecision,
  ReviewRequest,
  RunRecord,
  Store,
  TraceChunk,
  TraceCommit,
} from '../../src/store/contract.ts'

export const hour = 3_600_000
export const day = 24 * hour
/** Tuesday, 2026-03-10, 12:00:00 UTC: the start of an hour, in the middle of a day. */
export const noon = Date.UTC(2026, 2, 10, 12)
export const tenant = 'acme'

export function span(spanId: string, more: Partial<SpanFact> = {}): SpanFact {
  return {
    type: 'span',
    spanId,
    parentSpanId: null,
    remoteParent: null,
    spanKind: 1,
    family: 'gen_ai',
    scope: 'test',
    kind: 'tool',
    role: 'leaf',
    name: 'search',
    startUs: 0,
    endUs: 1000,
    outcome: 'ok',
    outcomeFrom: 'status',
    error: null,
    service: { name: 'shop', instanceId: null, version: null, environment: null },
    agent: null,
    sessionId: null,
    userFp: null,
    tool: null,
    model: null,
    messages: null,
    documents: null,
    target: null,
    evaluations: [],
    rootMark: null,
    truncated: false,
    samplingThreshold: null,
    hash: spanId,
    ...more,
  }
}

export function log(spanId: string): LogFact {
  return {
    type: 'log',
    spanId,
    timeUs: 0,
    sequence: 0,
    event: 'message',
    messages: null,
    error: null,
    evaluation: null,
    hash: spanId,
  }
}

export function chunk(traceId: string, facts: readonly Fact[], more: Partial<TraceChunk> = {}): TraceChunk {
  return { tenant, traceId, facts, rootEnded: true, agentic: true, ...more }
}

export function pattern(signature: string, more: Partial<PatternContribution> = {}): PatternContribution {
  return {
    scope: 'agent',
    signature,
    lesson: `lesson-${signature}`,
    signal: 'tool_error',
    bucket: 'new_failure_class',
    locus: 'search',
    template: 'timeout',
    recovery: 'stopped',
    severity: 0.5,
    excess: noExcess,
    risks: [],
    completeness: 1,
    trajectory: 'search',
    explanation: 'search failed',
    ...more,
  }
}

export function contribution(
  runId: string,
  patterns: readonly PatternContribution[] = [],
  more: Partial<RunContribution> = {},
): RunContribution {
  return {
    runId,
    agent: 'helper',
    agentVersion: null,
    service: 'shop',
    countedAtMs: noon,
    outcome: 'completed',
    release: null,
    source: null,
    measures: null,
    patterns,
    ...more,
  }
}

/** Measures of which only some are known. */
export function measured(known: Partial<RunMeasures>): RunMeasures {
  const none = { costUsd: null, tokens: null, outputTokens: null, durationMs: null, steps: null }
  return { ...none, ...{ calls: null, retries: null, answerChars: null, usefulShare: null }, ...known }
}

export function runRecord(runId: string, traceId: string, more: Partial<Run> = {}, countedAtMs = noon): RunRecord {
  const run: Run = {
    id: runId,
    tenant,
    traceId,
    traceIds: [traceId],
    rootSpanId: null,
    agent: 'helper',
    agentVersion: null,
    service: 'shop',
    environment: null,
    release: null,
    sessionId: null,
    userFp: null,
    families: [],
    scopes: [],
    startUs: 0,
    endUs: countedAtMs * 1000,
    outcome: 'completed',
    outcomeFrom: 'root status',
    errorTemplate: null,
    errorClass: null,
    complete: true,
    incomplete: [],
    steps: [],
    entry: null,
    answer: null,
    contentCaptured: false,
    evaluations: [],
    totals: {
      steps: 0,
      toolCalls: 0,
      modelCalls: 0,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: null,
      durationMs: 0,
    },
    samplingThreshold: null,
    ...more,
  }
  return { run, findings: [], abstentions: [], completeness: 1, countedAtMs, skewed: false }
}

export function commitOf(claim: ClaimedTrace, more: Partial<TraceCommit> = {}): TraceCommit {
  return {
    tenant: claim.tenant,
    traceId: claim.traceId,
    epoch: claim.epoch,
    upTo: claim.upTo,
    nowMs: noon,
    ledger: [],
    runs: [],
    noRun: null,
    pendingCalls: [],
    awaitedCalls: [],
    ...more,
  }
}

/** Claims everything there is, whatever its due time, until the named trace is among it. */
export async function claimTrace(store: Store, traceId: string, nowMs = noon): Promise<ClaimedTrace> {
  const claimed = await store.traces.claim({ nowMs, leaseMs: 30_000, limit: 100 })
  const found = claimed.find((one) => one.traceId === traceId)
  if (found === undefined) throw new Error(`trace ${traceId} was not due at ${nowMs}`)
  return found
}

let chunks = 0

/** Appends one new span to the trace, claims it and commits the ledger: what one round of the judging half does. */
export async function judge(store: Store, traceId: string, commit: Partial<TraceCommit> = {}): Promise<ClaimedTrace> {
  chunks += 1
  await store.traces.append({ chunks: [chunk(traceId, [span(`span-${chunks}`)])], receivedMs: noon - hour })
  const claim = await claimTrace(store, traceId)
  await store.traces.commit(commitOf(claim, commit))
  return claim
}

export function scorecard(more: Partial<Scorecard> = {}): Scorecard {
  const card = { criteria: [], decidedAtMs: noon, windowDays: 14 } as const
  return { answer: 'watch', reason: 'one_off', ...card, ...more } as Scorecard
}

export function proposal(lesson: string, runs: number): NonNullable<LessonDecision['candidate']> {
  return {
    tenant,
    lesson,
    scope: 'agent',
    agent: 'helper',
    signal: 'tool_error',
    bucket: 'new_failure_class',
    locus: 'search',
    template: 'timeout',
    leadingSignature: 'a',
    signatures: ['a'],
    title: 'search fails',
    explanation: 'search failed',
    runs,
    agentRuns: runs,
    sources: 1,
    excess: noExcess,
    variants: [],
    exemplars: [],
    scorecard: scorecard(),
  }
}

/** Decides on a lesson as it is now. */
export async function decisionOn(
  store: Store,
  lesson: string,
  promoted: boolean,
  nowMs = noon,
): Promise<LessonDecision> {
  const evidence = await store.patterns.evidence(tenant, lesson, 30 * day, noon)
  if (evidence === null) throw new Error(`lesson ${lesson} is not known`)
  return {
    tenant,
    lesson,
    version: evidence.version,
    scorecard: scorecard(),
    candidate: promoted ? proposal(lesson, evidence.runs) : null,
    nowMs,
  }
}

/** Sees as many runs with the signature, promotes its lesson, and answers the candidate. */
export async function openCandidate(store: Store, signature: string, runs = 4): Promise<Candidate> {
  const ledger = Array.from({ length: runs }, (_, i) => contribution(`${signature}-${i}`, [pattern(signature)]))
  await judge(store, `trace-${signature}`, { ledger })
  const answer = await store.candidates.apply(await decisionOn(store, `lesson-${signature}`, true))
  const id = answer.kind === 'superseded' ? null : answer.candidateId
  const candidate = id === null ? null : await store.candidates.get(tenant, id)
  if (candidate === null) throw new Error(`expected a candidate of lesson-${signature}, saw ${answer.kind}`)
  return candidate
}

export function review(
  candidateId: string,
  decision: ReviewDecision,
  more: Partial<ReviewRequest> = {},
): ReviewRequest {
  const who = { reason: 'because', by: 'ann', atMs: noon }
  return { tenant, candidateId, decision, ...who, untilMs: null, into: null, expected: null, ...more }
}

export async function eventTypes(store: Store): Promise<readonly string[]> {
  const events = await store.outbox.since(tenant, 0, 500)
  return events.map(({ type }) => type.replace('promontory.candidate.', ''))
}
