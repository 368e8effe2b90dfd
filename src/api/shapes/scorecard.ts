import Type from 'typebox'
import { criterionNames, holdReasons } from '../../candidate/scorecard.ts'
import { nullable } from '../list.ts'

export const scorecardSchema = Type.Object({
  answer: Type.Enum(['promote', 'watch', 'hold']),
  reason: nullable(Type.Enum(holdReasons)),
  windowDays: Type.Number({ description: 'Days the counts cover.' }),
  decidedAt: Type.String({ format: 'date-time' }),
  duplicateOf: Type.Optional(
    Type.String({ description: 'The lesson whose candidate stands for this one: nearly the same runs carry both.' }),
  ),
  criteria: Type.Array(
    Type.Object({
      name: Type.Enum(criterionNames),
      verdict: Type.Enum(['pass', 'fail', 'unknown']),
      score: nullable(Type.Number({ minimum: 0, maximum: 1 })),
      evidence: Type.String(),
    }),
  ),
})
