import Type from 'typebox'

/** What a weakness cost beyond a run without it. */
export const excessSchema = Type.Object({
  usd: Type.Number(),
  tokens: Type.Number(),
  seconds: Type.Number(),
  calls: Type.Number(),
  approvals: Type.Number(),
})
