import type { Excess } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'

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

/** Where steps stand to each other. */
interface Places {
  readonly below: ReadonlyMap<string, readonly Step[]>
  /** The model call before each action, of the same agent. */
  readonly askers: ReadonlyMap<string, Step>
  /** The actions up to the agent's next model call. */
  readonly asked: ReadonlyMap<string, readonly Step[]>
}

/** Many findings of one run ask for it. */
const known = new WeakMap<readonly Step[], Places>()

function placesOf(steps: readonly Step[]): Places {
  const places = known.get(steps) ?? findPlaces(steps)
  known.set(steps, places)
  return places
}

function findPlaces(steps: readonly Step[]): Places {
  const below = new Map<string, Step[]>()
  const askers = new Map<string, Step>()
  const asked = new Map<string, Step[]>()
  const asking = new Map<string, Step>()
  for (const step of steps) {
    if (step.parentId !== null) add(below, step.parentId, step)
    if (step.kind === 'llm') asking.set(step.agent, step)
    const asker = asking.get(step.agent)
    if (asker === undefined || !isAction(step)) continue
    askers.set(step.id, asker)
    add(asked, asker.id, step)
  }
  return { below, askers, asked }
}

function add(lists: Map<string, Step[]>, key: string, step: Step): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [step])
  else list.push(step)
}

function costing({ below, askers, asked }: Places, wasted: readonly Step[]): readonly Step[] {
  const ids = new Set(wasted.map((step) => step.id))
  const found = new Map(wasted.map((step) => [step.id, step]))
  // A map goes on with what is set while it is walked: so all below is reached, and each step once.
  for (const id of found.keys()) for (const step of below.get(id) ?? []) found.set(step.id, step)
  const asking = new Set(wasted.flatMap(({ id }) => askers.get(id) ?? []))
  for (const asker of asking) if (isAskedOnly(asked.get(asker.id) ?? [], ids)) found.set(asker.id, asker)
  return [...found.values()]
}

function isAskedOnly(actions: readonly Step[], wasted: ReadonlySet<string>): boolean {
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
