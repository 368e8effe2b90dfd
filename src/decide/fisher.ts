/**
 * The chance to see at least `runs` of `marked` marked runs among `drawn`, when `drawn` of `all` runs are drawn at random:
 * the one-sided exact test of R. A. Fisher (Statistical Methods for Research Workers, 1934) for two rates. 0 to 1.
 */
export function upperTail({ runs, drawn, marked, all }: Draw): number {
  const most = Math.min(drawn, marked)
  let chance = 0
  for (let seen = Math.max(runs, drawn + marked - all, 0); seen <= most; seen += 1) {
    const term = Math.exp(lnChoose(marked, seen) + lnChoose(all - marked, drawn - seen) - lnChoose(all, drawn))
    chance += term
    // Beyond what is expected the terms only fall.
    if (term < chance * 1e-12 && seen * all > marked * drawn) break
  }
  return Math.min(1, chance)
}

export interface Draw {
  readonly runs: number
  readonly drawn: number
  readonly marked: number
  readonly all: number
}

function lnChoose(of: number, chosen: number): number {
  return lnFactorial(of) - lnFactorial(chosen) - lnFactorial(of - chosen)
}

/** Exact sums up to where Stirling's series (three terms) is right to ten digits. */
const exact: readonly number[] = Array.from({ length: 32 }, (_, n) => lnProduct(n))

function lnProduct(to: number): number {
  let sum = 0
  for (let factor = 2; factor <= to; factor += 1) sum += Math.log(factor)
  return sum
}

function lnFactorial(n: number): number {
  const known = exact[n]
  if (known !== undefined) return known
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
}
