import type { DecodeLimits } from '../decode/decoded.ts'
import type { BodyToRead, FactOfTrace, ReadFacts } from '../flow/read-facts.ts'

/** What crosses between the threads. The facts of one body come in pages, each asked for. */
export interface ReaderOptions {
  readonly limits: DecodeLimits
  readonly fingerprintKey: string
  readonly pageFacts: number
}

export type ToReader = ({ readonly kind: 'read' } & BodyToRead) | { readonly kind: 'next' }

export type FromReader =
  | { readonly kind: 'done'; readonly read: ReadFacts }
  | { readonly kind: 'page'; readonly facts: readonly FactOfTrace[] }
