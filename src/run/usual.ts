import type { Baseline } from './baseline.ts'

/** Under so many healthy runs a baseline is too young to judge by, and the next wider one is asked. */
export const usualRunsMin = 20

/**
 * Of baselines from the narrowest to the widest, the first that is old enough; where none is, the one with the most runs:
 * whoever judges by it sees how few they are.
 */
export function usualOf(baselines: readonly (Baseline | null)[]): Baseline | null {
  const known = baselines.filter((baseline) => baseline !== null)
  const oldEnough = known.find(({ runs }) => runs >= usualRunsMin)
  if (oldEnough !== undefined) return oldEnough
  return known.reduce<Baseline | null>((most, next) => (most === null || next.runs > most.runs ? next : most), null)
}
