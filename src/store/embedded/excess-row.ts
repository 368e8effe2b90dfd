import { fromUnits, units } from '../../count/units.ts'
import { type Excess, noExcess } from '../../finding/finding.ts'
import type { Row } from './database.ts'
import { integer } from './rows.ts'

export function excessOf(row: Row | undefined): Excess {
  if (row === undefined) return noExcess
  return {
    usd: fromUnits(integer(row, 'usd'), units.usd),
    tokens: fromUnits(integer(row, 'tokens'), units.tokens),
    seconds: fromUnits(integer(row, 'seconds'), units.seconds),
    calls: fromUnits(integer(row, 'calls'), units.calls),
    approvals: fromUnits(integer(row, 'approvals'), units.approvals),
  }
}
