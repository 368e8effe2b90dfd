import { quantile } from './figure.ts'

/** Several measurements of the same: a shared machine adds to some of them more than to others. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), least: quantile(values, 0), most: quantile(values, 1) }
}
