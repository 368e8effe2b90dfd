import { isAction, type Step } from '../run/step.ts'
import type { ErrorClass } from '../span/span-fact.ts'
import { isAfter } from './order.ts'
import { remembered } from './remembered.ts'

/** Endings that somebody chose: they say nothing about the tool. */
const chosen: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['cancelled', 'interrupted', 'approval_rejected'])

/** Errors that a tool gives only when it was there and ran. */
const ran: ReadonlySet<ErrorClass> = new Set<ErrorClass>([
  'timeout',
  'rate_limited',
  'permission_denied',
  'content_filtered',
  'guardrail',
])

export const untold = 'failed without an error text'

/** An action that failed of itself: the tool was there, and nobody stopped it. */
export function isFailure(step: Step): boolean {
  return isAction(step) && step.outcome === 'error' && !isChosen(step) && !isMissingTool(step)
}

/** A call of a tool that does not exist: the error says so, or the tool was not among those offered. */
export function isMissingTool(step: Step): boolean {
  if (!isAction(step) || step.outcome !== 'error' || isChosen(step)) return false
  if (step.error?.class === 'tool_not_found') return true
  return step.offered === false && !(step.error !== null && ran.has(step.error.class))
}

export function templateOf(step: Step): string {
  return step.error?.template || untold
}

/** A later success of the same action. */
export function succeedsLater(actions: readonly Step[], last: Step): boolean {
  const success = lastSuccesses(actions).get(last.name)
  return success !== undefined && isAfter(success, last)
}

/** By name: the last success. */
const lastSuccesses: (actions: readonly Step[]) => ReadonlyMap<string, Step> = remembered((actions) => {
  const found = new Map<string, Step>()
  // From the end, so that each name is set once.
  for (let place = actions.length - 1; place >= 0; place -= 1) {
    const action = actions[place]
    if (action?.outcome === 'ok' && !found.has(action.name)) found.set(action.name, action)
  }
  return found
})

function isChosen(step: Step): boolean {
  return step.error !== null && chosen.has(step.error.class)
}
