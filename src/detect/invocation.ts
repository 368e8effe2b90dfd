import type { Step } from '../run/step.ts'
import { groups } from './groups.ts'
import { remembered } from './remembered.ts'
import { listsOf, stepsById } from './step-lists.ts'

/** Levels looked at above a step. */
const levelsMax = 32

/**
 * A key of the agent invocation that took a step: two sub-agents know nothing of each other's calls, even where they
 * carry the same name.
 */
export function invocationsOf(steps: readonly Step[]): (step: Step) => string {
  if (!steps.some((step) => step.kind === 'agent')) return (step) => step.agent
  const byId = stepsById(steps)
  return (step) => {
    let above = step.parentId === null ? undefined : byId.get(step.parentId)
    for (let level = 0; level < levelsMax && above !== undefined; level += 1) {
      if (above.kind === 'agent') return above.id
      above = above.parentId === null ? undefined : byId.get(above.parentId)
    }
    return step.agent
  }
}

/** Actions of the run, those of one invocation together. */
export const actionsByInvocation: (steps: readonly Step[]) => readonly (readonly Step[])[] = remembered((steps) =>
  groups(listsOf(steps).actions, invocationsOf(steps)),
)
