/** One measured number of a part, with the bar it has to stay under where there is one. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The most that it may be. */
  readonly most?: number
}

/** What a part of the bench measured. */
export interface Measured {
  readonly part: string
  readonly figures: readonly Figure[]
  /** Why it could not be measured; null when it was. */
  readonly failed: string | null
}

/** A figure that is not a number was not measured, so that it holds no bar. */
export function isHeld({ value, most }: Figure): boolean {
  return most === undefined || value <= most
}

export function isRight({ figures, failed }: Measured): boolean {
  return failed === null && figures.every(isHeld)
}

/** The value that so large a share of all is at or under; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
