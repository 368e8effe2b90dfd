import Type, { type Static } from 'typebox'
import { type Candidate, candidateStates, closedReasons, reviewDecisions } from '../../candidate/candidate.ts'
import { candidateData } from '../../deliver/candidate-data.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { text, texts, time, whole, yes } from '../fields.ts'
import { nullable } from '../list.ts'
import { excessOf } from './excess.ts'
import { exemplarsSchema, variantsSchema, whereabouts } from './pattern.ts'
import { scorecardSchema } from './scorecard.ts'

/** Figures are not counted anew when they are asked for: those of now are the pattern's and the lesson's. */
const ofLastDecision =
  'over the `windowDays` before `decidedAt` of its scorecard, the decision that last changed its figures.'

/** Shown by deliver/candidate-data.ts, the same in events and here; an event has the scorecard beside it. */
const toldProperties = {
  id: text('Its identity, 32 letters and digits.'),
  lesson: text('The lesson it is about, 32 hex digits.'),
  sequence: whole('Which candidate of its lesson it is, counted from 1: another one opens where one was closed.'),
  state: Type.Enum(candidateStates, { description: 'What has become of it; `snoozed` comes back by itself.' }),
  title: text('The weakness in a few words.'),
  explanation: text('What was seen, how often, and which criteria carried the promotion.'),
  ...whereabouts,
  leadingSignature: text('The signature that the lesson is shown by, 32 hex digits.'),
  runs: whole(`Runs that carried the lesson, ${ofLastDecision}`),
  agentRuns: whole(`The denominator: runs of the same agent (or service), ${ofLastDecision}`),
  sources: whole(
    `Users, else sessions, that the runs came from (at least: 128 a day are told apart), ${ofLastDecision}`,
  ),
  sourcesKnown: yes('Whether its runs name a user or session at all: without it `sources` is no count.'),
  excess: excessOf(`What the lesson cost beyond runs without it, summed up, ${ofLastDecision}`),
  variants: variantsSchema,
  exemplars: exemplarsSchema,
  closedReason: nullable(
    Type.Enum(closedReasons, {
      description:
        'taken_back: late spans took its counts back. resolved: it stayed silent. gone: none of its runs is counted any more.',
    }),
  ),
  openedAt: time('When it was opened.'),
  updatedAt: time('When its state or its figures last changed.'),
}

export const toldCandidateSchema = Type.Object(toldProperties, {
  description: 'As it was then; its scorecard stands beside it.',
})

const reviewSchema = Type.Object({
  decision: Type.Enum(reviewDecisions, { description: 'What was decided.' }),
  reason: text('Why, in the words of whoever decided.'),
  by: text('Name of the key that decided; loopback without keys.'),
  at: time('When.'),
})

export const candidateSchema = Type.Object({
  ...toldProperties,
  scorecard: scorecardSchema,
  signatures: texts('Of the lesson, the leading one first.'),
  reviews: Type.Array(reviewSchema, { description: 'What people decided, latest last.' }),
  snoozedUntil: nullable(time('When it comes back; null where it is not snoozed.')),
  mergedInto: nullable(text('The candidate that it was merged into; null where it was not.')),
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
