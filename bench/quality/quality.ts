import { type BlameScore, blameOf } from './blame.ts'
import { type InjectionScore, injectionOf } from './injection.ts'
import type { JudgedRun } from './judged-run.ts'
import { type SignalScore, signalNames, signalScore } from './per-signal.ts'
import { rootBroke, type Score, scoreOf } from './score.ts'

/** Everything that is measured over one data set. */
export interface SetQuality {
  readonly score: Score
  /** The same without the runs that the source says broke; null where it says so of none. */
  readonly unbroken: Score | null
  readonly injection: InjectionScore
  readonly blame: BlameScore
  readonly signals: readonly SignalScore[]
}

export function qualityOf(name: string, runs: readonly JudgedRun[]): SetQuality {
  const unbroken = runs.filter((run) => !rootBroke(run))
  return {
    score: scoreOf(name, runs),
    unbroken: unbroken.length === runs.length ? null : scoreOf(`${name}, no root ERROR`, unbroken),
    injection: injectionOf(runs),
    blame: blameOf(runs),
    signals: signalNames(runs).map((signal) => signalScore(signal, name, runs)),
  }
}

/** A signal that is silent in a set contributes nothing there, and that counts in its mean. */
export function signalScoresOf(sets: readonly SetQuality[]): ReadonlyMap<string, readonly SignalScore[]> {
  const names = [...new Set(sets.flatMap(({ signals }) => signals.map(({ signal }) => signal)))].sort()
  return new Map(
    names.map((name) => [
      name,
      sets.map(({ score, signals }) => signals.find(({ signal }) => signal === name) ?? silent(name, score)),
    ]),
  )
}

function silent(signal: string, { name, j }: Score): SignalScore {
  const nothing = j === null ? null : 0
  return {
    signal,
    dataset: name,
    fired: 0,
    recurring: 0,
    precision: null,
    lift: null,
    j: nothing,
    jGiven: nothing,
    aucGiven: nothing,
    jIfFlagging: nothing,
  }
}
