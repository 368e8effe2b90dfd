/** The last instant a Date can tell; stands for "everything is over" when a replay settles what it has. */
export const lastMs = 8_640_000_000_000_000

/** Whole, finite milliseconds since 1970: what the tables keep. */
export function wholeMs(ms: number): number {
  return Math.floor(Math.min(Math.max(ms, 0), lastMs))
}
