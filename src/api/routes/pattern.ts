import Type from 'typebox'
import { scorecardData } from '../../deliver/candidate-data.ts'
import { nullable } from '../list.ts'
import { idParameter, none } from '../parameters.ts'
import { riseOfLesson } from '../rise-of-lesson.ts'
import { notFound, ok, route } from '../route.ts'
import { patternData, patternSchema } from '../shapes/pattern.ts'
import { riseSchema } from '../shapes/rise.ts'
import { scorecardSchema } from '../shapes/scorecard.ts'

export const pattern = route({
  url: '/api/v1/patterns/:signature',
  permission: 'read',
  summary: 'A pattern, with the last scorecard of its lesson, promoted or not, and whether its rate rises.',
  params: Type.Object({ signature: idParameter('The signature.') }),
  query: none,
  answer: Type.Object({
    ...patternSchema.properties,
    scorecard: nullable(scorecardSchema),
    // Of its lesson: what one signature of it loses another one may gain.
    rise: nullable(riseSchema),
  }),
  handle: async ({ params: { signature } }, deps) => {
    const { store, tenant } = deps
    const found = await store.patterns.get(tenant, signature)
    if (found === null) return notFound('pattern')
    const scorecard = await store.candidates.scorecard(tenant, found.lesson)
    return ok({
      ...patternData(found),
      scorecard: scorecard && scorecardData(scorecard),
      rise: await riseOfLesson(found.lesson, deps),
    })
  },
})
