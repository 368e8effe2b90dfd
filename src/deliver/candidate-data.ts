import type { Candidate } from '../candidate/candidate.ts'
import type { Scorecard } from '../candidate/scorecard.ts'
import { rfc3339 } from './rfc3339.ts'

/**
 * A candidate as it is shown outside, in events and in the API alike. Written field by field: what is added to the
 * noun is not published by accident.
 */
export function candidateData(candidate: Candidate) {
  const { id, lesson, sequence, state, title, explanation, scope, agent, signal, bucket, locus, template } = candidate
  const { runs, agentRuns, sources, leadingSignature, closedReason } = candidate
  const { usd, tokens, seconds, calls, approvals } = candidate.excess
  return {
    ...{ id, lesson, sequence, state, closedReason, title, explanation },
    ...{ scope, agent, signal, bucket, locus, template },
    ...{ leadingSignature, runs, agentRuns, sources },
    // No source is nobody only where runs name one: without it 0 would read as a count.
    sourcesKnown: sources > 0,
    excess: { usd, tokens, seconds, calls, approvals },
    variants: candidate.variants.map(({ trajectory, runs }) => ({ trajectory, runs })),
    exemplars: candidate.exemplars.map(({ runId, traceId, endMs }) => ({ runId, traceId, endTime: rfc3339(endMs) })),
    scorecard: scorecardData(candidate.scorecard),
    openedAt: rfc3339(candidate.openedAtMs),
    updatedAt: rfc3339(candidate.updatedAtMs),
  }
}

export function scorecardData({ answer, reason, criteria, decidedAtMs, windowDays, duplicateOf }: Scorecard) {
  return {
    answer,
    reason,
    windowDays,
    decidedAt: rfc3339(decidedAtMs),
    criteria: criteria.map(({ name, verdict, score, evidence }) => ({ name, verdict, score, evidence })),
    ...(duplicateOf === undefined ? {} : { duplicateOf }),
  }
}
