import { isFlagged } from './weight.ts'

/** A run as the figures see it. */
export interface Weighed {
  readonly weight: number
  readonly failed: boolean
}

/** How well a weight tells failed runs from good ones; a rate whose denominator is empty is null. */
export interface Rates {
  readonly runs: number
  readonly failed: number
  readonly flagged: number
  /** Share of the failed runs that are flagged. */
  readonly tpr: number | null
  /** Share of the good runs that are flagged. */
  readonly fpr: number | null
  /** TPR − FPR. */
  readonly j: number | null
  /** How often a flagged run failed, over how often any run failed. */
  readonly lift: number | null
  /** How often a failed run weighs more than a good one; a tie is half a win. */
  readonly auc: number | null
}

export function ratesOf(runs: readonly Weighed[]): Rates {
  const failed = runs.filter((run) => run.failed)
  const good = runs.filter((run) => !run.failed)
  const flagged = runs.filter(({ weight }) => isFlagged(weight))
  const hits = flagged.filter((run) => run.failed).length
  const tpr = ratio(hits, failed.length)
  const fpr = ratio(flagged.length - hits, good.length)
  return {
    runs: runs.length,
    failed: failed.length,
    flagged: flagged.length,
    tpr,
    fpr,
    j: tpr === null || fpr === null ? null : tpr - fpr,
    lift: quotient(ratio(hits, flagged.length), ratio(failed.length, runs.length)),
    auc: aucOf(runs),
  }
}

/** By ranks: weights that are equal share their mean rank. */
export function aucOf(runs: readonly Weighed[]): number | null {
  const sorted = runs.toSorted((a, b) => a.weight - b.weight)
  const failed = sorted.filter((run) => run.failed).length
  const good = sorted.length - failed
  if (failed === 0 || good === 0) return null
  let rankSum = 0
  for (let from = 0; from < sorted.length; ) {
    const to = endOfTie(sorted, from)
    const hits = sorted.slice(from, to).filter((run) => run.failed).length
    rankSum += hits * ((from + 1 + to) / 2)
    from = to
  }
  return (rankSum - (failed * (failed + 1)) / 2) / (failed * good)
}

function endOfTie(sorted: readonly Weighed[], from: number): number {
  let to = from + 1
  while (to < sorted.length && sorted[to]?.weight === sorted[from]?.weight) to += 1
  return to
}

export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

export function quotient(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b
}

/** Mean of what is known. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return ratio(
    known.reduce((sum, value) => sum + value, 0),
    known.length,
  )
}
