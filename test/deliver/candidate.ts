import type { Candidate } from '../../src/candidate/candidate.ts'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import { candidateOf } from '../../src/decide/candidate-of.ts'
import { decide } from '../../src/decide/decide.ts'
import { defaultPolicy } from '../../src/decide/default-policy.ts'
import { nowMs, stormEvidence } from '../decide/evidence.ts'

export function someCandidate(change: Partial<Candidate> = {}): Candidate {
  const evidence = stormEvidence()
  const body = candidateOf(evidence, decide(evidence, defaultPolicy, nowMs))
  if (body === null) throw new Error('the storm of these tests must be promoted')
  return {
    ...body,
    ...{ id: 'abcdefgh234567', sequence: 1, state: 'open', openedAtMs: nowMs, updatedAtMs: nowMs },
    ...{ closedReason: null, reviews: [], snoozedUntilMs: null, mergedInto: null },
    ...change,
  }
}

export function someEvent(sequence = 1, change: Partial<Candidate> = {}): CandidateEvent {
  return {
    sequence,
    id: `event-${sequence}`,
    type: 'promontory.candidate.opened',
    timeMs: nowMs,
    tenant: 'default',
    candidate: someCandidate(change),
  }
}
