import type { ExpectedRun, ExpectedStep } from './expected.ts'
import type { SeenStep } from './seen.ts'

/** Whether the steps of a run are those expected, in an order that is allowed. */
export function stepsMatch(expected: Pick<ExpectedRun, 'groups' | 'optional'>, seen: readonly SeenStep[]): boolean {
  const spare = new Map(expected.optional)
  let at = 0
  for (const group of expected.groups) {
    const wanted = [...group]
    while (wanted.length > 0) {
      const step = seen[at++]
      if (step === undefined) return false
      const index = wanted.findIndex((candidate) => isStep(candidate, step))
      if (index >= 0) wanted.splice(index, 1)
      else if (!isSpare(step, spare)) return false
    }
  }
  return seen.slice(at).every((step) => isSpare(step, spare))
}

function isStep(expected: ExpectedStep, seen: SeenStep): boolean {
  switch (expected.kind) {
    case 'tool':
      return isTool(expected, seen)
    case 'approval':
      return isApproval(expected, seen)
    case 'guardrail':
      return seen.kind === 'guardrail' && (seen.outcome !== 'ok') === expected.tripped
    case 'handoff':
      return seen.kind === 'handoff' || (seen.kind === 'tool' && expected.by.includes(seen.name))
  }
}

/** A search that the application did itself, not for a call of the model, may show as a retrieval of any name. */
function isTool(expected: ExpectedStep & { kind: 'tool' }, seen: SeenStep): boolean {
  if (seen.outcome !== expected.outcome) return false
  const sameName = seen.name === expected.name
  return seen.kind === 'tool' ? sameName : seen.kind === 'retrieval' && (sameName || !expected.asked)
}

const contradictsApproval = new Set(['rejected', 'error'])

/** An approval shows as a step of its own or as the tool that waited or was refused; not every client tells the decision. */
function isApproval(expected: ExpectedStep & { kind: 'approval' }, seen: SeenStep): boolean {
  if (seen.kind === 'approval')
    return expected.approved ? !contradictsApproval.has(seen.outcome) : seen.outcome !== 'ok'
  return seen.kind === 'tool' && seen.name === expected.tool && isHeldBack(seen.outcome)
}

function isHeldBack(outcome: string): boolean {
  return outcome === 'rejected' || outcome === 'waiting'
}

/** The retriever inside of a search tool is no step of the manifest. */
function isSpare(step: SeenStep, spare: Map<string, number>): boolean {
  if (step.kind === 'retrieval') return true
  const left = spare.get(step.name) ?? 0
  if (step.kind !== 'tool' || left === 0) return false
  spare.set(step.name, left - 1)
  return true
}
