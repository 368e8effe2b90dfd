import type { Excess, Finding } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import { recoveryAfter } from './recovery.ts'
import type { Severity } from './severity.ts'
import type { Detection, Signal } from './signal.ts'

export interface RunWeakness {
  /** A fixed phrase: what is weak about a run as a whole is one lesson per agent. */
  readonly template: string
  readonly evidence: readonly Step[]
  readonly severity: Severity
  readonly excess: Excess
  readonly explanation: string
}

/** The one finding of a signal that is about the run as a whole. */
export function runFinding(signal: Pick<Signal, 'name' | 'bucket'>, run: Run, weakness: RunWeakness): Detection {
  const finding: Finding = {
    signal: signal.name,
    bucket: signal.bucket,
    locus: run.agent,
    template: weakness.template,
    recovery: recoveryAfter(run, undefined),
    evidence: weakness.evidence.map((step) => step.id),
    ...weakness.severity,
    excess: weakness.excess,
    explanation: weakness.explanation,
  }
  return { findings: [finding], abstention: null }
}
