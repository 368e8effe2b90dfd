import Type from 'typebox'
import { amount } from '../fields.ts'

/** What a weakness cost beyond a run without it. */
export function excessOf(description: string) {
  return Type.Object(properties, { description })
}

const properties = {
  usd: amount('Cost in USD, where model calls could be priced.'),
  tokens: amount('Tokens, input and output together.'),
  seconds: amount('Time in seconds.'),
  calls: amount('Calls of tools and models.'),
  approvals: amount('Approvals that a person was asked for.'),
}
