import type { TokenFact } from '../span/span-fact.ts'

/** USD of one model call, or null where the table does not know the model. Handed in, so that assembly stays pure. */
export type PriceOf = (call: {
  readonly provider: string | null
  readonly model: string
  readonly tokens: TokenFact
  readonly atMs: number
}) => number | null
