import Type from 'typebox'
import { riseKinds } from '../../pattern/rise.ts'

export const riseSchema = Type.Object({
  kind: Type.Enum(riseKinds, { description: 'sudden: within a day. slow: over weeks.' }),
  evidence: Type.String({ description: 'The counts it was judged on.' }),
})
