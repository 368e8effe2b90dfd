import type { SeverityPart } from '../../../src/finding/finding.ts'
import { type JudgedRun, recurring } from '../judged-run.ts'

/**
 * All that weighing needs of a replay: for every run, the severity parts of its recurring findings. Severities can be
 * weighed anew from it without a replay. What it cannot see: that a weight of 0.3 or more keeps a run out of the
 * baseline, and that a signal which is left out no longer subsumes others.
 */
export interface Matrix {
  readonly sets: readonly MatrixSet[]
}

export interface MatrixSet {
  readonly name: string
  readonly runs: readonly MatrixRun[]
}

export interface MatrixRun {
  readonly failed: boolean
  readonly findings: readonly MatrixFinding[]
}

export interface MatrixFinding {
  readonly signal: string
  /** The signal's own weight first. */
  readonly parts: readonly SeverityPart[]
}

export function matrixSet(name: string, runs: readonly JudgedRun[]): MatrixSet {
  return {
    name,
    runs: runs.flatMap((run) =>
      run.label.failed === null
        ? []
        : [{ failed: run.label.failed, findings: recurring(run).map(({ signal, parts }) => ({ signal, parts })) }],
    ),
  }
}

/** Every signal's own weight is the same: what a fit finds from here owes nothing to weights set before. */
export function flattened({ sets }: Matrix, base: number): Matrix {
  return {
    sets: sets.map(({ name, runs }) => ({
      name,
      runs: runs.map(({ failed, findings }) => ({
        failed,
        findings: findings.map(({ signal, parts: [first, ...rest] }) => ({
          signal,
          parts: [{ reason: first?.reason ?? 'base', value: base }, ...rest],
        })),
      })),
    })),
  }
}
