import { firstPlace } from '../run/first-place.ts'
import type { Step } from '../run/step.ts'

/** Steps of a run come by start, then by end, then by id: where one stands needs no search through all. */
export function isAfter(step: Step, other: Step): boolean {
  const apart = step.startUs - other.startUs || step.endUs - other.endUs
  return apart === 0 ? step.id > other.id : apart > 0
}

/** The place of the first of these steps, which come by start, that began at `us` or later. */
export function firstFrom(steps: readonly Step[], us: number): number {
  return firstPlace(steps.length, (place) => (steps[place]?.startUs ?? us) < us)
}
