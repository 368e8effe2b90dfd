import type { LessonEvidence } from '../../src/pattern/pattern.ts'

export const dayMs = 86_400_000
export const nowMs = Date.UTC(2026, 10, 23, 12)

/** A retry storm that ended without success, in four runs of four users within one day. */
export function stormEvidence(change: Partial<LessonEvidence> = {}): LessonEvidence {
  return {
    tenant: 'default',
    lesson: 'b'.repeat(32),
    version: 4,
    scope: 'agent',
    agent: 'support-agent',
    agents: 1,
    signal: 'retry_storm',
    bucket: 'repeated_weak_trajectory',
    locus: 'charge_card',
    template: 'timeout after <*>',
    leadingSignature: 'a'.repeat(32),
    signatures: ['a'.repeat(32)],
    windowMs: 30 * dayMs,
    runs: 4,
    agentRuns: 120,
    failedRuns: 0,
    sourcedRuns: 4,
    sources: sourcesOf(1, 1, 1, 1),
    sourceRemainder: 0,
    releases: ['1.4.0'],
    days: 1,
    hours: 2,
    excess: { usd: 0.02, tokens: 1_200, seconds: 40, calls: 24, approvals: 0 },
    risks: new Map([['sensitive_tool', 4]]),
    severityMean: 0.7,
    severityMax: 0.8,
    completenessMean: 0.95,
    explanation: 'charge_card was called 7 times with the same arguments and never succeeded',
    variants: [{ trajectory: 'charge_card×7 → answer', runs: 4 }],
    exemplars: [{ runId: 'c'.repeat(32), traceId: 'd'.repeat(32), endMs: nowMs - 60_000 }],
    firstSeenMs: nowMs - 3_600_000,
    lastSeenMs: nowMs - 60_000,
    ...change,
  }
}

/** One tool error from which the agent recovered. */
export function harmlessEvidence(change: Partial<LessonEvidence> = {}): LessonEvidence {
  return stormEvidence({
    signal: 'tool_error',
    bucket: 'new_failure_class',
    excess: { usd: 0.001, tokens: 200, seconds: 2, calls: 3, approvals: 0 },
    risks: new Map(),
    severityMean: 0.2,
    severityMax: 0.2,
    ...change,
  })
}

export function sourcesOf(...runs: readonly number[]): ReadonlyMap<string, number> {
  return new Map(runs.map((count, index) => [`source-${index}`, count]))
}
