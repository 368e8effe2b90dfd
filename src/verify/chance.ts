import { createHash } from 'node:crypto'

/** Chance that a seed decides: the same seed gives the same numbers on any machine. */
export interface Chance {
  /** From 0 up to, without, 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  often(share: number): boolean
  oneOf<T>(items: readonly [T, ...T[]]): T
  hex(digits: number): string
  shuffled<T>(items: readonly T[]): readonly T[]
}

export function seeded(seed: string): Chance {
  const next = sfc32(createHash('sha256').update(seed).digest())
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    often: (share) => next() < share,
    oneOf: (items) => items[whole(0, items.length - 1)] ?? items[0],
    hex: (digits) => Array.from({ length: digits }, () => whole(0, 15).toString(16)).join(''),
    shuffled: (items) => shuffled(items, whole),
  }
}

/** "Small fast counter", 128 bits of state (Chris Doty-Humphrey, PractRand); 32 bits at a time. */
function sfc32(state: Buffer): () => number {
  let a = state.readInt32LE(0)
  let b = state.readInt32LE(4)
  let c = state.readInt32LE(8)
  let counter = state.readInt32LE(12)
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}

function shuffled<T>(items: readonly T[], whole: Chance['whole']): readonly T[] {
  const rest = [...items]
  const out: T[] = []
  while (rest.length > 0) out.push(...rest.splice(whole(0, rest.length - 1), 1))
  return out
}
