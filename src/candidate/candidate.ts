import type { Bucket, Excess } from '../finding/finding.ts'
import type { PatternScope } from '../pattern/contribution.ts'
import type { Exemplar, Variant } from '../pattern/pattern.ts'
import type { Scorecard } from './scorecard.ts'

export const candidateStates = [
  'open',
  'accepted',
  'promoted',
  'protected',
  'regressed',
  'rejected',
  'snoozed',
  'merged',
  'closed',
] as const
export type CandidateState = (typeof candidateStates)[number]

/** A lesson that the policy says a person should look at, with its scorecard. */
export interface Candidate {
  readonly tenant: string
  /** base32 of sha256(tenant, lesson, sequence). */
  readonly id: string
  readonly lesson: string
  /** Grows when a candidate of the lesson closes and another one opens. */
  readonly sequence: number
  readonly state: CandidateState
  readonly scope: PatternScope
  /** The agent; the service where the scope is `service`. */
  readonly agent: string
  readonly signal: string
  readonly bucket: Bucket
  readonly locus: string
  readonly template: string
  readonly leadingSignature: string
  /** Every signature of the lesson, the leading one first. */
  readonly signatures: readonly string[]
  readonly title: string
  readonly explanation: string
  readonly runs: number
  readonly agentRuns: number
  readonly sources: number
  readonly excess: Excess
  readonly variants: readonly Variant[]
  readonly exemplars: readonly Exemplar[]
  readonly scorecard: Scorecard
  /** Why it closed; null while it has not. */
  readonly closedReason: ClosedReason | null
  /** What people decided, latest last. */
  readonly reviews: readonly Review[]
  /** A snoozed candidate comes back at this time; null when it is not snoozed until a time. */
  readonly snoozedUntilMs: number | null
  /** The candidate or lesson it was merged into. */
  readonly mergedInto: string | null
  readonly openedAtMs: number
  readonly updatedAtMs: number
}

/** What a decision knows of the candidate to open; the store adds identity, state and what happens to it later. */
export type CandidateBody = Omit<
  Candidate,
  | 'id'
  | 'sequence'
  | 'state'
  | 'openedAtMs'
  | 'updatedAtMs'
  | 'closedReason'
  | 'reviews'
  | 'snoozedUntilMs'
  | 'mergedInto'
>

export const closedReasons = ['taken_back', 'resolved', 'gone'] as const
export type ClosedReason = (typeof closedReasons)[number]

export const reviewDecisions = ['accept', 'reject', 'snooze', 'merge', 'reopen'] as const
export type ReviewDecision = (typeof reviewDecisions)[number]

export interface Review {
  readonly decision: ReviewDecision
  readonly reason: string
  /** Name of the key that decided; `loopback` without keys. */
  readonly by: string
  readonly atMs: number
}
