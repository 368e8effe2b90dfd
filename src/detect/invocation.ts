import { isAction, type Step } from '../run/step.ts'
import { groups } from './groups.ts'
import { remembered } from './remembered.ts'
import { listsOf, placesAbove } from './step-lists.ts'

/** Levels looked at above a step. */
const levelsMax = 32

/**
 * A key of the agent invocation that took a step: two sub-agents know nothing of each other's calls, even where they
 * carry the same name.
 */
export function invocationsOf(steps: readonly Step[]): (step: Step) => string {
  if (!steps.some((step) => step.kind === 'agent')) return (step) => step.agent
  const invocations = invocationsIn(steps)
  return (step) => invocations.get(step) ?? step.agent
}

/** Of actions, where they are part of an invocation. */
const invocationsIn: (steps: readonly Step[]) => ReadonlyMap<Step, string> = remembered((steps) => {
  const above = placesAbove(steps)
  const found = new Map<Step, string>()
  for (const [place, step] of steps.entries()) {
    const by = isAction(step) ? agentAbove(steps, above, place) : undefined
    if (by !== undefined) found.set(step, by.id)
  }
  return found
})

function agentAbove(steps: readonly Step[], above: Int32Array, place: number): Step | undefined {
  let at = above[place] ?? -1
  for (let level = 0; level < levelsMax && at >= 0; level += 1) {
    const step = steps[at]
    if (step?.kind === 'agent') return step
    at = above[at] ?? -1
  }
  return undefined
}

/** Actions of the run, those of one invocation together. */
export const actionsByInvocation: (steps: readonly Step[]) => readonly (readonly Step[])[] = remembered((steps) =>
  groups(listsOf(steps).actions, invocationsOf(steps)),
)
