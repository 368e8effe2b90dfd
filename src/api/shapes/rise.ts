import Type from 'typebox'
import { riseKinds } from '../../pattern/rise.ts'
import { text } from '../fields.ts'

export const riseSchema = Type.Object(
  {
    kind: Type.Enum(riseKinds, { description: 'sudden: within a day. slow: over weeks.' }),
    evidence: text('The counts it was judged on, in words.'),
  },
  { description: 'Whether the rate of its lesson rises against its own past.' },
)
