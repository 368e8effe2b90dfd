/**
 * Amounts are stored as whole numbers of a small unit, in floating point columns: exact up to 2^53 units, and beyond it
 * merely less exact. Each run's part is capped, so that one forged number cannot drown a sum.
 */
export interface Unit {
  /** How many of the small unit make one. */
  readonly perOne: number
  /** The most that one run can add, in ones. */
  readonly max: number
}

export const units = {
  usd: { perOne: 1e9, max: 1e5 },
  tokens: { perOne: 1, max: 1e9 },
  seconds: { perOne: 1e3, max: 1e7 },
  calls: { perOne: 1, max: 1e6 },
  approvals: { perOne: 1, max: 1e6 },
  severity: { perOne: 1e6, max: 1 },
  completeness: { perOne: 1e6, max: 1 },
} as const satisfies Record<string, Unit>

export function toUnits(amount: number, unit: Unit): number {
  const safe = Number.isFinite(amount) ? Math.min(Math.max(amount, 0), unit.max) : 0
  return Math.round(safe * unit.perOne)
}

export function fromUnits(count: number, unit: Unit): number {
  return count / unit.perOne
}
