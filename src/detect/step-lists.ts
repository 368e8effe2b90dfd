import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import { isFailure } from './failure.ts'
import { allGroups } from './groups.ts'
import { remembered } from './remembered.ts'

/** Steps of a run by what they are, each list in the order of the run: most signals begin with one of them. */
export interface StepLists {
  /** Tools and retrievals. */
  readonly actions: readonly Step[]
  /** Actions that failed of themselves. */
  readonly failures: readonly Step[]
  readonly models: readonly Step[]
  readonly approvals: readonly Step[]
  readonly guardrails: readonly Step[]
  readonly handoffs: readonly Step[]
}

export const listsOf: (steps: readonly Step[]) => StepLists = remembered(sorted)

function sorted(steps: readonly Step[]): StepLists {
  const [actions, failures, models]: [Step[], Step[], Step[]] = [[], [], []]
  const [approvals, guardrails, handoffs]: [Step[], Step[], Step[]] = [[], [], []]
  for (const step of steps) {
    if (step.kind === 'llm') models.push(step)
    else if (step.kind === 'tool' || step.kind === 'retrieval') actions.push(step)
    else if (step.kind === 'approval') approvals.push(step)
    else if (step.kind === 'guardrail') guardrails.push(step)
    else if (step.kind === 'handoff') handoffs.push(step)
    if (isFailure(step)) failures.push(step)
  }
  return { actions, failures, models, approvals, guardrails, handoffs }
}

/** Actions of each tool, in order of first appearance; there may be as many tools as actions. */
export const actionsByName: (steps: readonly Step[]) => readonly (readonly Step[])[] = remembered((steps) =>
  allGroups(listsOf(steps).actions, ({ name }) => name),
)

/** By place of a step: the place of the step that it is part of, -1 where it is part of none. */
export const placesAbove: (steps: readonly Step[]) => Int32Array = remembered((steps) => {
  const placeOf = new Map<string, number>()
  for (const [place, { id }] of steps.entries()) placeOf.set(id, place)
  return Int32Array.from(steps, ({ parentId }) => (parentId === null ? -1 : (placeOf.get(parentId) ?? -1)))
})

const placeOfStep = remembered((steps) => {
  const placeOf = new Map<Step, number>()
  for (const [place, step] of steps.entries()) placeOf.set(step, place)
  return placeOf
})

/** Steps of the run in its order, each once: of many groups of a long run none needs to look through all of it. */
export function inRunOrder(run: Pick<Run, 'steps'>, some: Iterable<Step>): readonly Step[] {
  const placeOf = placeOfStep(run.steps)
  return [...new Set(some)].sort((a, b) => (placeOf.get(a) ?? 0) - (placeOf.get(b) ?? 0))
}

export const stepsById: (steps: readonly Step[]) => ReadonlyMap<string, Step> = remembered(byId)

function byId(steps: readonly Step[]): ReadonlyMap<string, Step> {
  const found = new Map<string, Step>()
  for (const step of steps) found.set(step.id, step)
  return found
}
