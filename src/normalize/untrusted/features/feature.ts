import type { InstructionFeature } from '../../../span/span-fact.ts'

/** One thing that texts which speak to an agent do. */
export interface Feature {
  readonly name: InstructionFeature
  /** What it adds to the score of a passage, once. */
  readonly weight: number
  /** Whether it speaks to an agent; what does not (a command, urgency) is found in any manual. */
  readonly telling: boolean
  /** Global, without regard to case; for text as `flatten` leaves it. Every gap in it is bounded. */
  readonly pattern: RegExp
}

/** Alternatives, each a line of its own so that they can be read and tested one by one. */
export function anyOf(...sources: readonly string[]): RegExp {
  return new RegExp(sources.join('|'), 'gi')
}

/** Anything but the end of a sentence or a paragraph, up to so many characters. */
export function upTo(chars: number): string {
  return `[^\\n.!?。]{0,${chars}}?`
}
