import type { Step } from '../run/step.ts'

/**
 * How many of the steps followed one another: the largest number of which each began after the one before had ended.
 * Calls that ran side by side count as one, since none of them knew how the others went.
 */
export function rounds(steps: readonly Step[]): number {
  let count = 0
  let last: Step | null = null
  for (const step of [...steps].sort((a, b) => a.endUs - b.endUs || a.startUs - b.startUs)) {
    if (last !== null && !follows(step, last)) continue
    last = step
    count += 1
  }
  return count
}

export function follows(step: Step, before: Step): boolean {
  return step.startUs >= before.endUs && step.startUs > before.startUs
}
