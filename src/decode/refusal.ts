import type { Decoded } from './decoded.ts'

/** A request of which nothing is kept. */
export type Refusal = Exclude<Decoded<never>, { kind: 'decoded' }>

export function malformed(message: string): Refusal {
  return { kind: 'malformed', message }
}

export function tooLarge(seen: string, max: number): Refusal {
  return { kind: 'too_large', message: `the request has more than ${max} ${seen}: send smaller batches` }
}
