import type { Judge } from './criteria/criterion.ts'
import { enduring } from './criteria/enduring.ts'
import { missedOffline } from './criteria/missed-offline.ts'
import { observableEnough } from './criteria/observable-enough.ts'
import { operationallyCostly } from './criteria/operationally-costly.ts'
import { patterned } from './criteria/patterned.ts'
import { riskBearing } from './criteria/risk-bearing.ts'
import { teachable } from './criteria/teachable.ts'

/** P.R.O.M.O.T.E., letter by letter. */
export const criteria: readonly Judge[] = [
  patterned,
  riskBearing,
  operationallyCostly,
  missedOffline,
  observableEnough,
  teachable,
  enduring,
]
