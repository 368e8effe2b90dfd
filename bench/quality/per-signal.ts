import type { JudgedRun } from './judged-run.ts'
import { meanOf, quotient, type Rates, ratesOf, ratio } from './rates.ts'
import { apart } from './score.ts'
import { flagFrom, weightOf } from './weight.ts'

/** What one signal says of failure in one data set. */
export interface SignalScore {
  readonly signal: string
  readonly dataset: string
  /** Runs in which it fired. */
  readonly fired: number
  /** Runs in which it fired with a lesson that recurs. */
  readonly recurring: number
  /** How often a run failed in which it fired. */
  readonly precision: number | null
  readonly lift: number | null
  /** J of the mere firing. */
  readonly j: number | null
  /** What J and AUC of the set would lose without it; negative: it hurts. */
  readonly jGiven: number | null
  readonly aucGiven: number | null
  /** What J would gain if each firing (that recurs) flagged its run by itself. */
  readonly jIfFlagging: number | null
}

export interface SignalMacro extends Omit<SignalScore, 'dataset'> {
  /** Sets in which it fired. */
  readonly sets: number
}

/** A set in which a signal fired in fewer runs says nothing of its precision. */
export const firedMin = 5

export function signalNames(runs: readonly JudgedRun[]): readonly string[] {
  return [...new Set(runs.flatMap(({ findings }) => findings.map(({ signal }) => signal)))].sort()
}

export function signalScore(signal: string, dataset: string, all: readonly JudgedRun[]): SignalScore {
  const runs = all.filter(({ label }) => label.failed !== null)
  const whole = rates(runs, ({ findings }) => weightOf(findings))
  const without = rates(runs, ({ findings }) => weightOf(findings.filter((finding) => finding.signal !== signal)))
  const flagging = rates(runs, (run) => weightOf(run.findings) + (firedIn(run, signal, true) ? flagFrom : 0))
  const firing = rates(runs, (run) => (firedIn(run, signal, false) ? 1 : 0))
  const hits = runs.filter((run) => firedIn(run, signal, false))
  const precision = ratio(hits.filter(({ label }) => label.failed).length, hits.length)
  return {
    signal,
    dataset,
    fired: hits.length,
    recurring: runs.filter((run) => firedIn(run, signal, true)).length,
    precision,
    lift: quotient(precision, ratio(whole.failed, whole.runs)),
    j: firing.j,
    jGiven: difference(whole.j, without.j),
    aucGiven: difference(whole.auc, without.auc),
    jIfFlagging: difference(flagging.j, whole.j),
  }
}

/** Lift and precision over the sets where it fired often enough to tell; contributions over all sets. */
export function signalMacro(signal: string, scores: readonly SignalScore[]): SignalMacro {
  const counted = scores.filter(({ dataset }) => !apart.has(dataset))
  const telling = counted.filter(({ fired, j }) => fired >= firedMin && j !== null)
  return {
    signal,
    sets: counted.filter(({ fired }) => fired > 0).length,
    fired: sum(counted.map(({ fired }) => fired)),
    recurring: sum(counted.map(({ recurring }) => recurring)),
    precision: meanOf(telling.map(({ precision }) => precision)),
    lift: meanOf(telling.map(({ lift }) => lift)),
    j: meanOf(counted.map(({ j }) => j)),
    jGiven: meanOf(counted.map(({ jGiven }) => jGiven)),
    aucGiven: meanOf(counted.map(({ aucGiven }) => aucGiven)),
    jIfFlagging: meanOf(counted.map(({ jIfFlagging }) => jIfFlagging)),
  }
}

function rates(runs: readonly JudgedRun[], weight: (run: JudgedRun) => number): Rates {
  return ratesOf(runs.map((run) => ({ weight: weight(run), failed: run.label.failed === true })))
}

function firedIn({ findings }: JudgedRun, signal: string, onlyRecurring: boolean): boolean {
  return findings.some((finding) => finding.signal === signal && (finding.recurs || !onlyRecurring))
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
