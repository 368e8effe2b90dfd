import type { Bucket, Excess } from '../finding/finding.ts'
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
  readonly agent: string
  readonly signal: string
  readonly bucket: Bucket
  readonly locus: string
  readonly template: string
  readonly leadingSignature: string
  readonly title: string
  readonly explanation: string
  readonly runs: number
  readonly agentRuns: number
  readonly sources: number
  readonly excess: Excess
  readonly variants: readonly Variant[]
  readonly exemplars: readonly Exemplar[]
  readonly scorecard: Scorecard
  readonly openedAtMs: number
  readonly updatedAtMs: number
}
