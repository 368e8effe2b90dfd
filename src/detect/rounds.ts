import type { Step } from '../run/step.ts'

/**
 * How many of the steps followed one another: the largest number of which each began after the one before had ended.
 * Calls that ran side by side count as one, since none of them knew how the others went.
 */
export function rounds(steps: readonly Step[]): number {
  let count = 0
  let last: Step | null = null
  for (const step of byEnd(steps)) {
    if (last !== null && !follows(step, last)) continue
    last = step
    count += 1
  }
  return count
}

/** Mostly they come so. */
function byEnd(steps: readonly Step[]): readonly Step[] {
  const isInOrder = steps.every((step, place) => place === 0 || compareEnds(steps[place - 1] ?? step, step) <= 0)
  return isInOrder ? steps : steps.toSorted(compareEnds)
}

function compareEnds(a: Step, b: Step): number {
  return a.endUs - b.endUs || a.startUs - b.startUs
}

export function follows(step: Step, before: Step): boolean {
  return step.startUs >= before.endUs && step.startUs > before.startUs
}
