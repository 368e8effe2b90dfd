import type { SignalInfo } from '../../src/api/api-deps.ts'
import type { Candidate } from '../../src/candidate/candidate.ts'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { Scorecard } from '../../src/candidate/scorecard.ts'
import { noExcess } from '../../src/finding/finding.ts'
import type { SignedFinding } from '../../src/finding/signed-finding.ts'
import type { Pattern } from '../../src/pattern/pattern.ts'
import type { Run } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import type { DeadLetter, LessonSummary, RunRecord, TraceState } from '../../src/store/contract.ts'
import { nowMs } from '../decide/evidence.ts'
import { someCandidate, someEvent } from '../deliver/candidate.ts'
import type { Contents } from './memory-store.ts'

export const hexId = (digit: string, length = 32) => digit.repeat(length)
export const stormSignature = hexId('a')
export const stormLesson = hexId('b')

export function someContents(): Contents {
  return {
    runs: [
      someRecord(someRun({ id: hexId('1') }), [stormFinding]),
      someRecord(someRun({ id: hexId('2'), outcome: 'failed' })),
      someRecord(someRun({ id: hexId('3'), agent: 'research-agent' })),
      someRecord(someRun({ id: hexId('4'), tenant: 'other' })),
    ],
    patterns: [
      somePattern({}),
      somePattern({
        signature: hexId('e'),
        lesson: hexId('f'),
        signal: 'tool_error',
        bucket: 'new_failure_class',
        runs: 9,
      }),
      somePattern({ signature: hexId('9'), tenant: 'other' }),
    ],
    lessons: [someLesson({}), someLesson({ lesson: hexId('f'), agent: 'research-agent', scorecard: null })],
    agents: [
      { agent: 'support-agent', runs: 120, failedRuns: 7, patterns: 2, lastSeenMs: nowMs },
      { agent: 'research-agent', runs: 3, failedRuns: 0, patterns: 0, lastSeenMs: nowMs - 60_000 },
    ],
    signals: [{ signal: 'retry_storm', runs: 4, patterns: 1, lastSeenMs: nowMs, accepted: 3, rejected: 1 }],
    candidates: [
      shownCandidate(),
      shownCandidate({ id: 'second', state: 'rejected', agent: 'research-agent' }),
      shownCandidate({ id: 'third' }),
      shownCandidate({ id: 'foreign', tenant: 'other' }),
    ],
    events: [1, 2, 3, 4, 5].map((sequence) => shownEvent(sequence, sequence === 3 ? 'other' : 'default')),
    deadLetters: [
      deadLetter('hook', shownEvent(2)),
      deadLetter('hook', shownEvent(3, 'other')),
      deadLetter('log', shownEvent(2)),
      deadLetter('hook', shownEvent(4)),
    ],
    scorecards: new Map<string, Scorecard>([[stormLesson, someCandidate().scorecard]]),
    traces: [
      someTrace({ runIds: [hexId('1')] }),
      someTrace({ traceId: hexId('7'), noRun: 'infrastructure_only' }),
      someTrace({ traceId: hexId('8'), noRun: 'continuation', continues: hexId('d') }),
      someTrace({ traceId: hexId('6'), state: 'open', waits: { untilMs: nowMs + 12_000, rootEnded: true } }),
      someTrace({ traceId: hexId('4'), state: 'open', waits: { untilMs: nowMs + 800_000, rootEnded: false } }),
      someTrace({ traceId: hexId('3'), state: 'open', waits: { untilMs: nowMs, rootEnded: true } }),
      someTrace({ traceId: hexId('5'), state: 'quarantined', failure: 'TypeError: SECRET' }),
    ],
    health: { ok: true },
    failure: null,
  }
}

/** The catalogue as its owner hands it in. */
export const catalogue: readonly SignalInfo[] = [
  {
    name: 'retry_storm',
    bucket: 'repeated_weak_trajectory',
    definition: 'One tool fails again and again.',
    reason: 'It costs and helps nobody.',
    needs: ['tool spans'],
  },
  {
    name: 'no_answer',
    bucket: 'new_failure_class',
    definition: 'The run ends without an answer.',
    reason: 'Somebody waits for one.',
    needs: ['message content'],
  },
]

export function shownCandidate(change: Partial<Candidate> = {}): Candidate {
  return someCandidate({ closedReason: null, reviews: [], snoozedUntilMs: null, mergedInto: null, ...change })
}

export function shownEvent(sequence: number, tenant = 'default'): CandidateEvent {
  return { ...someEvent(sequence), tenant, candidate: shownCandidate({ tenant }) }
}

function deadLetter(sink: string, event: CandidateEvent): DeadLetter {
  return { sink, event, attempts: 8, reason: 'it answered 500', diedMs: nowMs }
}

function someLesson(change: Partial<LessonSummary>): LessonSummary {
  return {
    lesson: stormLesson,
    scope: 'agent',
    agent: 'support-agent',
    signal: 'retry_storm',
    bucket: 'repeated_weak_trajectory',
    locus: 'charge_card',
    template: 'timeout after <*>',
    signatures: [stormSignature],
    runs: 4,
    lastSeenMs: nowMs,
    scorecard: someCandidate().scorecard,
    ...change,
  }
}

export function someRecord(run: Run, findings: readonly SignedFinding[] = []): RunRecord {
  return {
    ...{ run, findings, completeness: 0.9, skewed: false, countedAtMs: run.endUs / 1000 },
    abstentions: [{ signal: 'empty_retrieval', missing: 'result of the retrieval' }],
  }
}

export function someRun(change: Partial<Run> = {}): Run {
  return {
    id: hexId('1'),
    tenant: 'default',
    traceId: hexId('d'),
    traceIds: [hexId('d')],
    rootSpanId: hexId('d', 16),
    agent: 'support-agent',
    agentVersion: null,
    service: 'support',
    environment: 'production',
    release: '1.4.0',
    sessionId: 'SESSION-SECRET',
    userFp: 'USER-SECRET',
    families: ['otel-genai'],
    scopes: ['instrumentation-a'],
    startUs: nowMs * 1000 - 4_000_000,
    endUs: nowMs * 1000,
    outcome: 'completed',
    outcomeFrom: 'root status',
    errorTemplate: null,
    errorClass: null,
    complete: true,
    incomplete: [],
    steps: [
      someStep({ id: 'plan', kind: 'llm', name: 'gpt-5' }),
      someStep({ id: 'nested', kind: 'agent', name: 'billing', target: null }),
      someStep({ id: 'pay', parentId: 'nested', outcome: 'error' }),
      someStep({ id: 'orphan', parentId: 'not-here' }),
    ],
    entry: { fp: 'ENTRY-SECRET', chars: 31 },
    answer: null,
    contentCaptured: false,
    evaluations: [
      { name: 'helpfulness', score: 0.2, label: 'bad', passed: false, by: 'human', stepId: null },
      { name: 'grounded', score: null, label: null, passed: null, by: null, stepId: 'plan' },
    ],
    totals: {
      ...{ steps: 4, toolCalls: 2, modelCalls: 1, inputTokens: 100, outputTokens: 20 },
      ...{ costUsd: null, durationMs: 4_000 },
    },
    samplingThreshold: null,
    ...change,
  }
}

export function someStep(change: Partial<Step> = {}): Step {
  return {
    id: 'step',
    traceId: hexId('d'),
    parentId: null,
    kind: 'tool',
    name: 'charge_card',
    outcome: 'ok',
    outcomeFrom: 'span status',
    error: change.outcome === 'error' ? { type: 'Timeout', class: 'timeout', template: 'timeout after <*>' } : null,
    startUs: nowMs * 1000 - 3_000_123,
    endUs: nowMs * 1000 - 2_000_000,
    inferred: false,
    agent: 'support-agent',
    callFp: hexId('c', 16),
    arguments: { fp: hexId('c', 16), chars: 40 },
    result: { fp: hexId('c', 16), chars: 2, empty: true, items: 0, pending: false },
    documents: null,
    model: null,
    tokens: { input: 10, output: 2, cacheRead: null, cacheWrite: null, reasoning: null },
    costUsd: null,
    finish: null,
    answer: null,
    callCount: 0,
    offered: null,
    target: null,
    ...change,
  }
}

const stormFinding: SignedFinding = {
  signal: 'retry_storm',
  bucket: 'repeated_weak_trajectory',
  locus: 'charge_card',
  template: 'timeout after <*>',
  recovery: 'stopped',
  evidence: ['pay'],
  severity: 0.8,
  severityParts: [{ reason: 'base', value: 0.8 }],
  excess: noExcess,
  explanation: 'charge_card was called 7 times',
  signature: stormSignature,
  lesson: stormLesson,
}

export function somePattern(change: Partial<Pattern>): Pattern {
  return {
    tenant: 'default',
    signature: stormSignature,
    lesson: stormLesson,
    scope: 'agent',
    agent: 'support-agent',
    signal: 'retry_storm',
    bucket: 'repeated_weak_trajectory',
    locus: 'charge_card',
    template: 'timeout after <*>',
    recovery: 'stopped',
    firstSeenMs: nowMs - 3_600_000,
    lastSeenMs: nowMs,
    runs: 4,
    agentRuns: 120,
    severityMax: 0.8,
    explanation: 'charge_card was called 7 times',
    variants: [{ trajectory: 'charge_card×7', runs: 4 }],
    exemplars: [{ runId: hexId('1'), traceId: hexId('d'), endMs: nowMs }],
    ...change,
  }
}

function someTrace(change: Partial<TraceState>): TraceState {
  return {
    traceId: hexId('d'),
    state: 'settled',
    spans: 4,
    cutFacts: 0,
    runIds: [],
    noRun: null,
    continues: null,
    failure: null,
    waits: null,
    ...change,
  }
}
