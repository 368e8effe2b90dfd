import type { SeverityPart } from '../../src/finding/finding.ts'
import type { SignedFinding } from '../../src/finding/signed-finding.ts'
import type { Run } from '../../src/run/run.ts'
import type { Step } from '../../src/run/step.ts'
import type { Label } from './label.ts'

/** A labelled run and what the replay found in it. */
export interface JudgedRun {
  readonly dataset: string
  /** Position by start time, as in the file of traces. */
  readonly index: number
  readonly label: Label
  /** Usually one; none where the trace held no run. */
  readonly runs: readonly Run[]
  /** Strongest first. */
  readonly findings: readonly JudgedFinding[]
}

export interface JudgedFinding extends Omit<SignedFinding, 'severityParts'> {
  readonly parts: readonly SeverityPart[]
  /** Whether its lesson is carried by enough runs of the data set to count. */
  readonly recurs: boolean
}

export function stepsOf(run: JudgedRun): readonly Step[] {
  return run.runs.flatMap(({ steps }) => steps)
}

/** The run as the flag sees it: what recurs. */
export function recurring(run: JudgedRun): readonly JudgedFinding[] {
  return run.findings.filter(({ recurs }) => recurs)
}

export function firedSignals(run: JudgedRun): ReadonlySet<string> {
  return new Set(run.findings.map(({ signal }) => signal))
}
