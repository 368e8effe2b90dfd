import type { Excess } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import { remembered } from './remembered.ts'

/**
 * What the wasted calls cost: themselves, all that ran below them, and the model calls that asked for nothing else.
 * Seconds are those of the clock: what ran side by side counts once.
 */
export function excessOf(run: Run, wasted: readonly Step[]): Excess {
  const steps = costing(placesOf(run.steps), wasted)
  return {
    usd: sum(steps.map((step) => step.costUsd ?? 0)),
    tokens: sum(steps.map((step) => (step.tokens?.input ?? 0) + (step.tokens?.output ?? 0))),
    seconds: coveredUs(steps) / 1e6,
    calls: wasted.length,
    approvals: steps.filter((step) => step.kind === 'approval').length,
  }
}

/** A model call and the actions up to the agent's next one. */
interface Asking {
  readonly asker: Step
  readonly actions: Step[]
}

/** Where steps stand to each other. */
interface Places {
  readonly below: ReadonlyMap<string, readonly Step[]>
  /** By action: the model call before it, of the same agent. */
  readonly askings: ReadonlyMap<string, Asking>
}

const placesOf = remembered(findPlaces)

function findPlaces(steps: readonly Step[]): Places {
  const below = new Map<string, Step[]>()
  const askings = new Map<string, Asking>()
  const latest = new Map<string, Asking>()
  for (const step of steps) {
    if (step.parentId !== null) add(below, step.parentId, step)
    if (step.kind === 'llm') latest.set(step.agent, { asker: step, actions: [] })
    if (!isAction(step)) continue
    const asking = latest.get(step.agent)
    asking?.actions.push(step)
    if (asking !== undefined) askings.set(step.id, asking)
  }
  return { below, askings }
}

function add(lists: Map<string, Step[]>, key: string, step: Step): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [step])
  else list.push(step)
}

function costing({ below, askings }: Places, wasted: readonly Step[]): readonly Step[] {
  const found = new Map<string, Step>()
  for (const step of wasted) found.set(step.id, step)
  // Of those below none was wasted by itself; where there are none, one map will do.
  const own: ReadonlyMap<string, Step> = below.size === 0 ? found : new Map(found)
  // A map goes on with what is set while it is walked: so all below is reached, and each step once.
  if (below.size > 0) for (const id of found.keys()) for (const step of below.get(id) ?? []) found.set(step.id, step)
  for (const { asker, actions } of askingFor(wasted, askings)) {
    if (isAskedOnly(actions, own)) found.set(asker.id, asker)
  }
  return [...found.values()]
}

function askingFor(wasted: readonly Step[], askings: ReadonlyMap<string, Asking>): ReadonlySet<Asking> {
  const found = new Set<Asking>()
  for (const { id } of wasted) {
    const asking = askings.get(id)
    if (asking !== undefined) found.add(asking)
  }
  return found
}

function isAskedOnly(actions: readonly Step[], wasted: ReadonlyMap<string, Step>): boolean {
  return actions.every((step) => wasted.has(step.id))
}

function coveredUs(steps: readonly Step[]): number {
  let covered = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { startUs, endUs } of [...steps].sort((a, b) => a.startUs - b.startUs)) {
    covered += Math.max(0, endUs - Math.max(startUs, until))
    until = Math.max(until, endUs)
  }
  return covered
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
