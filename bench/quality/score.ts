import { type JudgedRun, recurring } from './judged-run.ts'
import { aucOf, meanOf, type Rates, ratesOf, ratio, type Weighed } from './rates.ts'
import { weightOf } from './weight.ts'

/** Reported apart, outside of every macro figure: its number of calls gives the label away. */
export const apart: ReadonlySet<string> = new Set(['intercode'])

/** The figures of one data set. */
export interface Score extends Rates {
  readonly name: string
  /** Labels whose trace held no run: nothing can be found in them. */
  readonly missing: number
  /** Lessons that recur. */
  readonly lessons: number
  /** Lessons in all, with those that only one or two runs carry. */
  readonly lessonsInAll: number
  readonly lessonsPerHundred: number | null
  /** AUC of the summed severity of all findings, also of those that do not recur. */
  readonly aucOfAll: number | null
}

export interface MacroScore {
  readonly sets: readonly string[]
  readonly tpr: number | null
  readonly fpr: number | null
  readonly j: number | null
  readonly lift: number | null
  readonly auc: number | null
  readonly lessonsPerHundred: number | null
  readonly aucOfAll: number | null
}

export function scoreOf(name: string, runs: readonly JudgedRun[]): Score {
  const weighed = weighedOf(runs)
  const rates = ratesOf(weighed)
  const lessons = new Set(runs.flatMap((run) => recurring(run).map(({ lesson }) => lesson))).size
  const perRun = ratio(lessons, Math.round((rates.tpr ?? 0) * rates.failed))
  return {
    name,
    ...rates,
    missing: runs.filter((run) => run.runs.length === 0).length,
    lessons,
    lessonsInAll: new Set(runs.flatMap((run) => run.findings.map(({ lesson }) => lesson))).size,
    lessonsPerHundred: perRun === null ? null : perRun * 100,
    aucOfAll: aucOf(weighedOf(runs.map(withAll))),
  }
}

/** Runs whose outcome the source tells, by what recurs in them. */
export function weighedOf(runs: readonly JudgedRun[]): readonly Weighed[] {
  return runs.flatMap(({ label, findings }) =>
    label.failed === null ? [] : [{ weight: weightOf(findings), failed: label.failed }],
  )
}

function withAll(run: JudgedRun): JudgedRun {
  return { ...run, findings: run.findings.map((finding) => ({ ...finding, recurs: true })) }
}

/** Every set weighs the same; a set in which all runs failed has no J and no AUC and is left out. */
export function macroOf(scores: readonly Score[]): MacroScore {
  const counted = scores.filter(({ name, j }) => !apart.has(name) && j !== null)
  return {
    sets: counted.map(({ name }) => name),
    tpr: meanOf(counted.map(({ tpr }) => tpr)),
    fpr: meanOf(counted.map(({ fpr }) => fpr)),
    j: meanOf(counted.map(({ j }) => j)),
    lift: meanOf(counted.map(({ lift }) => lift)),
    auc: meanOf(counted.map(({ auc }) => auc)),
    lessonsPerHundred: meanOf(counted.map(({ lessonsPerHundred }) => lessonsPerHundred)),
    aucOfAll: meanOf(counted.map(({ aucOfAll }) => aucOfAll)),
  }
}

/** The source calls these runs failed by definition, and many of them stored no steps. */
export function rootBroke({ label }: JudgedRun): boolean {
  const { run_error: error } = label.details
  return error !== undefined && error !== null && error !== ''
}
