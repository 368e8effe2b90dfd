import type { Step } from '../run/step.ts'

/**
 * What is found in the steps of a run, found once however many signals ask for it. They look at one run after the other,
 * so only the last one is kept; it goes by the list, so that another list is another run. (A map that holds its keys
 * weakly costs more than most of what it would save.)
 */
export function remembered<T extends object>(find: (steps: readonly Step[]) => T): (steps: readonly Step[]) => T {
  let last: { readonly steps: readonly Step[]; readonly found: T } | null = null
  return (steps) => {
    if (last?.steps !== steps) last = { steps, found: find(steps) }
    return last.found
  }
}
