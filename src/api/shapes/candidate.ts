import Type, { type Static } from 'typebox'
import { type Candidate, candidateStates, closedReasons, reviewDecisions } from '../../candidate/candidate.ts'
import { candidateData } from '../../deliver/candidate-data.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { buckets } from '../../finding/finding.ts'
import { patternScopes } from '../../pattern/contribution.ts'
import { nullable } from '../list.ts'
import { excessSchema } from './excess.ts'
import { exemplarSchema, variantSchema } from './pattern.ts'
import { scorecardSchema } from './scorecard.ts'

/** Shown by deliver/candidate-data.ts, the same in events and here; an event has the scorecard beside it. */
const toldProperties = {
  id: Type.String(),
  lesson: Type.String(),
  sequence: Type.Integer(),
  state: Type.Enum(candidateStates),
  title: Type.String(),
  explanation: Type.String(),
  scope: Type.Enum(patternScopes),
  agent: Type.String({ description: 'The agent; the service where the scope is service.' }),
  signal: Type.String(),
  bucket: Type.Enum(buckets),
  locus: Type.String(),
  template: Type.String(),
  leadingSignature: Type.String(),
  runs: Type.Integer(),
  agentRuns: Type.Integer({ description: 'The denominator: runs of the same agent in the same window.' }),
  sources: Type.Integer(),
  sourcesKnown: Type.Boolean({ description: 'Whether its runs name a user or session at all.' }),
  excess: excessSchema,
  variants: Type.Array(variantSchema),
  exemplars: Type.Array(exemplarSchema),
  closedReason: nullable(Type.Enum(closedReasons)),
  openedAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
}

export const toldCandidateSchema = Type.Object(toldProperties)

const reviewSchema = Type.Object({
  decision: Type.Enum(reviewDecisions),
  reason: Type.String(),
  by: Type.String({ description: 'Name of the key that decided; loopback without keys.' }),
  at: Type.String({ format: 'date-time' }),
})

export const candidateSchema = Type.Object({
  ...toldProperties,
  scorecard: scorecardSchema,
  signatures: Type.Array(Type.String(), { description: 'Of the lesson, the leading one first.' }),
  reviews: Type.Array(reviewSchema, { description: 'What people decided, latest last.' }),
  snoozedUntil: nullable(Type.String({ format: 'date-time' })),
  mergedInto: nullable(Type.String({ description: 'The candidate or lesson it was merged into.' })),
})

export function candidateShown(candidate: Candidate): Static<typeof candidateSchema> {
  const { signatures, reviews, snoozedUntilMs, mergedInto } = candidate
  return {
    ...candidateData(candidate),
    mergedInto,
    signatures: [...signatures],
    reviews: reviews.map(({ decision, reason, by, atMs }) => ({ decision, reason, by, at: rfc3339(atMs) })),
    snoozedUntil: snoozedUntilMs === null ? null : rfc3339(snoozedUntilMs),
  }
}
