import type { Matrix, MatrixFinding, MatrixRun } from './matrix.ts'

/** Which severity parts may move. `base` keeps the parameters few: one for each signal and kind of base weight. */
export type Movable = 'base' | 'all'

/** A part of a signal's severity that may move; the same shift goes for each finding that has it. */
export interface Parameter {
  readonly signal: string
  readonly reason: string
  /** The values it has today, ascending. */
  readonly values: readonly number[]
  /** Findings that have it. */
  readonly findings: number
}

/** The matrix with parts as numbers of parameters, in hundredths: a search weighs it some ten thousand times. */
export interface Compiled {
  readonly parameters: readonly Parameter[]
  readonly sets: readonly CompiledSet[]
}

export interface CompiledSet {
  readonly name: string
  readonly failed: number
  readonly good: number
  readonly runs: readonly CompiledRun[]
}

export interface CompiledRun {
  readonly failed: boolean
  readonly findings: readonly CompiledFinding[]
}

export interface CompiledFinding {
  /** Sum of its parts, not yet bounded. */
  readonly hundredths: number
  readonly parameters: readonly number[]
}

export function compile({ sets }: Matrix, movable: Movable): Compiled {
  const parameters = parametersOf(
    sets.flatMap(({ runs }) => runs),
    movable,
  )
  const numbers = new Map(parameters.map(({ signal, reason }, number) => [keyOf(signal, reason), number]))
  return {
    parameters,
    sets: sets.map(({ name, runs }) => {
      const failed = runs.filter((run) => run.failed).length
      return {
        name,
        failed,
        good: runs.length - failed,
        runs: runs.map((run) => ({
          failed: run.failed,
          findings: run.findings.map((finding) => compiledFinding(finding, numbers, movable)),
        })),
      }
    }),
  }
}

function compiledFinding(
  finding: MatrixFinding,
  numbers: ReadonlyMap<string, number>,
  movable: Movable,
): CompiledFinding {
  return {
    hundredths: Math.round(finding.parts.reduce((sum, { value }) => sum + value, 0) * 100),
    parameters: moving(finding, movable).flatMap(({ reason }) => numbers.get(keyOf(finding.signal, reason)) ?? []),
  }
}

function parametersOf(runs: readonly MatrixRun[], movable: Movable): readonly Parameter[] {
  const found = new Map<string, { signal: string; reason: string; values: Set<number>; findings: number }>()
  for (const { findings } of runs)
    for (const finding of findings)
      for (const { reason, value } of moving(finding, movable)) {
        const key = keyOf(finding.signal, reason)
        const parameter = found.get(key) ?? { signal: finding.signal, reason, values: new Set(), findings: 0 }
        parameter.values.add(value)
        parameter.findings += 1
        found.set(key, parameter)
      }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { values, ...rest }]) => ({ ...rest, values: [...values].sort((a, b) => a - b) }))
}

function moving({ parts }: MatrixFinding, movable: Movable): MatrixFinding['parts'] {
  return movable === 'all' ? parts : parts.slice(0, 1)
}

function keyOf(signal: string, reason: string): string {
  return `${signal}\n${reason}`
}
