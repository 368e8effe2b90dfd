import type { Excess } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'
import { remembered } from './remembered.ts'

/**
 * What the wasted calls cost: themselves, all that ran below them, and the model calls that asked for nothing else.
 * Seconds are those of the clock: what ran side by side counts once. It is reckoned when it is first looked at: of
 * many findings of a run few are kept.
 */
export function excessOf(run: Run, wasted: readonly Step[]): Excess {
  let reckoned: Excess | null = null
  const excess = () => {
    reckoned ??= reckon(run, wasted)
    return reckoned
  }
  return {
    get usd() {
      return excess().usd
    },
    get tokens() {
      return excess().tokens
    },
    get seconds() {
      return excess().seconds
    },
    get calls() {
      return excess().calls
    },
    get approvals() {
      return excess().approvals
    },
  }
}

function reckon(run: Run, wasted: readonly Step[]): Excess {
  const steps = costing(placesOf(run.steps), wasted)
  let [usd, tokens, approvals] = [0, 0, 0]
  for (const { costUsd, tokens: used, kind } of steps) {
    usd += costUsd ?? 0
    if (used !== null) tokens += (used.input ?? 0) + (used.output ?? 0)
    if (kind === 'approval') approvals += 1
  }
  return { usd, tokens, seconds: coveredUs(steps) / 1e6, calls: wasted.length, approvals }
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
  if (below.size === 0 && askings.size === 0) return wasted
  const found = new Map<string, Step>()
  for (const step of wasted) found.set(step.id, step)
  // Of those below none was wasted by itself; where there are none, one map will do.
  const own: ReadonlyMap<string, Step> = below.size === 0 ? found : new Map(found)
  if (below.size > 0) addBelow(found, below, wasted.length + belowMax)
  if (askings.size > 0) {
    for (const { asker, actions } of askingFor(wasted, askings)) {
      if (isAskedOnly(actions, own)) found.set(asker.id, asker)
    }
  }
  return [...found.values()]
}

/** Steps below the wasted ones that count: what ran below them all is rarely more than a sub-agent's work. */
const belowMax = 1024

/** A map goes on with what is set while it is walked: so all below is reached, and each step once. */
function addBelow(found: Map<string, Step>, below: Places['below'], most: number): void {
  for (const id of found.keys()) {
    if (found.size >= most) return
    for (const step of below.get(id) ?? []) found.set(step.id, step)
  }
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

function inOrder(steps: readonly Step[]): readonly Step[] {
  const isInOrder = steps.every(({ startUs }, place) => startUs >= (steps[place - 1]?.startUs ?? startUs))
  return isInOrder ? steps : steps.toSorted((a, b) => a.startUs - b.startUs)
}

function coveredUs(steps: readonly Step[]): number {
  let covered = 0
  let until = Number.NEGATIVE_INFINITY
  for (const { startUs, endUs } of inOrder(steps)) {
    covered += Math.max(0, endUs - Math.max(startUs, until))
    until = Math.max(until, endUs)
  }
  return covered
}
