import type { RunRecord } from '../../src/store/contract.ts'

/** What was seen of a run, as far as the manifests speak of it. */
export interface SeenRun {
  readonly outcome: string
  readonly steps: readonly SeenStep[]
  readonly signals: readonly string[]
}

export interface SeenStep {
  readonly kind: string
  readonly name: string
  readonly outcome: string
}

const comparedKinds = new Set(['tool', 'retrieval', 'approval', 'guardrail', 'handoff'])

export function seenOf({ run, findings }: RunRecord): SeenRun {
  const steps = run.steps.filter(({ kind }) => comparedKinds.has(kind))
  return {
    outcome: run.outcome,
    steps: steps.map(({ kind, name, outcome }) => ({ kind, name, outcome })),
    signals: [...new Set(findings.map(({ signal }) => signal))].sort(),
  }
}
