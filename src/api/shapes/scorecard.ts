import Type from 'typebox'
import { criterionNames, holdReasons } from '../../candidate/scorecard.ts'
import { amount, share, text, time } from '../fields.ts'
import { nullable } from '../list.ts'

export const scorecardSchema = Type.Object(
  {
    answer: Type.Enum(['promote', 'watch', 'hold'], {
      description: 'promote: a person should look at it. watch: not yet. hold: no.',
    }),
    reason: nullable(Type.Enum(holdReasons, { description: 'Why it is not promoted; null where it is.' })),
    windowDays: amount('Days that the counts cover, up to `decidedAt`.'),
    decidedAt: time('When the policy decided, on the counts of then.'),
    duplicateOf: Type.Optional(
      Type.String({ description: 'The lesson whose candidate stands for this one: nearly the same runs carry both.' }),
    ),
    criteria: Type.Array(
      Type.Object({
        name: Type.Enum(criterionNames, { description: 'One letter of P.R.O.M.O.T.E.' }),
        verdict: Type.Enum(['pass', 'fail', 'unknown'], {
          description: 'unknown: what it is decided on was not sent.',
        }),
        score: nullable(share('How far it is fulfilled; null where that is not known.')),
        evidence: text('Why it has this verdict, in words and numbers.'),
      }),
      { description: 'All seven, in the order of the letters.' },
    ),
  },
  { description: "The policy's answer for the lesson, and why." },
)
