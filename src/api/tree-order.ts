import type { Step } from '../run/step.ts'

export interface PlacedStep {
  readonly step: Step
  /** Steps above it. */
  readonly depth: number
}

/**
 * The steps as a tree read from top to bottom: each step is followed by what is below it. A list with depths rather
 * than nested objects, because a chain may be 10,000 steps deep and neither we nor a reader's JSON parser may recurse
 * over that. A step whose parent is not there stands at the top; of a cycle the first step does.
 */
export function treeOrder(steps: readonly Step[]): readonly PlacedStep[] {
  const below = childrenOf(steps)
  const ids = new Set(steps.map((step) => step.id))
  const tops = steps.filter((step) => step.parentId === null || !ids.has(step.parentId))
  const placed = new Map<Step, PlacedStep>()
  for (const top of [...tops, ...steps]) descend(top, below, placed)
  return [...placed.values()]
}

function childrenOf(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const below = new Map<string, Step[]>()
  for (const step of steps) {
    if (step.parentId === null) continue
    const siblings = below.get(step.parentId)
    if (siblings === undefined) below.set(step.parentId, [step])
    else siblings.push(step)
  }
  return below
}

function descend(top: Step, below: ReadonlyMap<string, readonly Step[]>, placed: Map<Step, PlacedStep>): void {
  const stack: PlacedStep[] = [{ step: top, depth: 0 }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (placed.has(next.step)) continue
    placed.set(next.step, next)
    const depth = next.depth + 1
    for (const step of (below.get(next.step.id) ?? []).toReversed()) stack.push({ step, depth })
  }
}
