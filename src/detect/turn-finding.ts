import { type Finding, noExcess } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import type { Turn } from './conversation.ts'
import { recoveryAfter } from './recovery.ts'
import type { Severity } from './severity.ts'
import type { Detection, Signal } from './signal.ts'

export interface TurnWeakness {
  /** Whose turns they are: what is to be changed is that agent. */
  readonly agent: string
  /** A fixed phrase. */
  readonly template: string
  readonly turns: readonly Turn[]
  readonly severity: Severity
  readonly explanation: string
}

/** The one finding of a signal about the turns of one agent among several. What they cost beyond need nobody can tell. */
export function turnFinding(signal: Pick<Signal, 'name' | 'bucket'>, run: Run, weakness: TurnWeakness): Detection {
  const finding: Finding = {
    signal: signal.name,
    bucket: signal.bucket,
    locus: weakness.agent,
    template: weakness.template,
    recovery: recoveryAfter(run, undefined),
    evidence: weakness.turns.map(({ step }) => step.id),
    ...weakness.severity,
    excess: noExcess,
    explanation: weakness.explanation,
  }
  return { findings: [finding], abstention: null }
}
