import type { Excess } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import { isAction, type Step } from '../run/step.ts'

/**
 * What the wasted calls cost: themselves, all that ran below them, and the model calls that asked for nothing else.
 * Seconds are those of the clock: what ran side by side counts once.
 */
export function excessOf(run: Run, wasted: readonly Step[]): Excess {
  const steps = costing(run.steps, new Set(wasted.map((step) => step.id)))
  return {
    usd: sum(steps.map((step) => step.costUsd ?? 0)),
    tokens: sum(steps.map((step) => (step.tokens?.input ?? 0) + (step.tokens?.output ?? 0))),
    seconds: coveredUs(steps) / 1e6,
    calls: wasted.length,
    approvals: steps.filter((step) => step.kind === 'approval').length,
  }
}

function costing(steps: readonly Step[], wasted: ReadonlySet<string>): readonly Step[] {
  const below = new Set(wasted)
  for (const step of steps) if (step.parentId !== null && below.has(step.parentId)) below.add(step.id)
  const asking = askedOnlyFor(steps, wasted)
  return steps.filter((step) => below.has(step.id) || asking.has(step.id))
}

/** Model calls whose every call up to the agent's next model call was wasted. */
function askedOnlyFor(steps: readonly Step[], wasted: ReadonlySet<string>): ReadonlySet<string> {
  const asking = new Map<string, Step>()
  const verdicts = new Map<string, boolean>()
  for (const step of steps) {
    if (step.kind === 'llm') asking.set(step.agent, step)
    const asker = asking.get(step.agent)
    if (asker === undefined || !isAction(step)) continue
    verdicts.set(asker.id, (verdicts.get(asker.id) ?? true) && wasted.has(step.id))
  }
  return new Set([...verdicts].filter(([, onlyWaste]) => onlyWaste).map(([id]) => id))
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
