import Type, { type Static } from 'typebox'
import { scorecardData } from '../../deliver/candidate-data.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { patternScopes } from '../../pattern/contribution.ts'
import type { LessonSummary } from '../../store/contract.ts'
import { text, texts, time, whole } from '../fields.ts'
import { answerPage, listOf, nullable, pageQuery } from '../list.ts'
import { nameParameter, none } from '../parameters.ts'
import { route } from '../route.ts'
import { whereabouts } from '../shapes/pattern.ts'
import { scorecardSchema } from '../shapes/scorecard.ts'
import { unknownSignal } from '../unknown-signal.ts'

const lessonSchema = Type.Object({
  lesson: text('Its identity, 32 hex digits.'),
  ...whereabouts,
  bucket: text('The kind of weakness.'),
  signatures: texts('The patterns it is made of, the leading one first.'),
  runs: whole('Runs that carried any of its signatures, over 90 days.'),
  lastSeen: time('When the last of them was counted.'),
  scorecard: nullable(scorecardSchema),
})

export const lessons = route({
  url: '/api/v1/lessons',
  permission: 'read',
  summary: 'Lessons with the counts of their signatures summed up, most runs first, with their last scorecards.',
  params: none,
  query: Type.Object(
    {
      scope: Type.Optional(
        Type.Enum(patternScopes, { description: 'Only lessons of agents, or those counted over a service.' }),
      ),
      agent: Type.Optional(nameParameter('Only lessons of this agent; of this service where scope is service.')),
      signal: Type.Optional(nameParameter('Only lessons of this signal, one of /api/v1/signals.')),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  answer: listOf(lessonSchema),
  handle: async ({ query }, deps) => {
    const { cursor: _, ...filters } = query
    const fault = unknownSignal(query.signal, deps.signals)
    if (fault !== null) return fault
    const asked = { ...filters, tenant: deps.tenant }
    return answerPage('lessons', query, deps, (from) => deps.store.patterns.lessons({ ...asked, ...from }), lessonData)
  },
})

function lessonData(summary: LessonSummary): Static<typeof lessonSchema> {
  const { lesson, scope, agent, signal, bucket, locus, template, runs, scorecard } = summary
  return {
    ...{ lesson, scope, agent, signal, bucket, locus, template, runs },
    signatures: [...summary.signatures],
    lastSeen: rfc3339(summary.lastSeenMs),
    scorecard: scorecard && scorecardData(scorecard),
  }
}
