import type { Step } from '../run/step.ts'
import { isFailure } from './failure.ts'
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

export const stepsById: (steps: readonly Step[]) => ReadonlyMap<string, Step> = remembered(byId)

function byId(steps: readonly Step[]): ReadonlyMap<string, Step> {
  const found = new Map<string, Step>()
  for (const step of steps) found.set(step.id, step)
  return found
}
