/** The sums of a count bucket, as scripts keep them: whole units, parted by commas, the runs first. */
import { fromUnits, units } from '../../../count/units.ts'
import type { Excess } from '../../../finding/finding.ts'

const names = ['runs', 'failed', 'usd', 'tokens', 'seconds', 'calls', 'approvals', 'severity', 'completeness'] as const
export type Amounts = Readonly<Record<(typeof names)[number], number>>

export const noAmounts: Amounts = readAmounts('')

/** Of an agent, only runs and failed are there; the others read as 0. */
export function readAmounts(text: string): Amounts {
  const parts = text.split(',')
  const at = (index: number) => Number(parts[index] ?? 0)
  return {
    ...{ runs: at(0), failed: at(1), usd: at(2), tokens: at(3), seconds: at(4) },
    ...{ calls: at(5), approvals: at(6), severity: at(7), completeness: at(8) },
  }
}

export function sumOf(all: readonly Amounts[]): Amounts {
  const sums = { ...noAmounts }
  for (const amounts of all) for (const name of names) sums[name] += amounts[name]
  return sums
}

export function excessOf({ usd, tokens, seconds, calls, approvals }: Amounts): Excess {
  return {
    usd: fromUnits(usd, units.usd),
    tokens: fromUnits(tokens, units.tokens),
    seconds: fromUnits(seconds, units.seconds),
    calls: fromUnits(calls, units.calls),
    approvals: fromUnits(approvals, units.approvals),
  }
}
