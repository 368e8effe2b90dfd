const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** How long after each failed attempt the next one comes (Standard Webhooks, "Deliverability"); then there is none. */
export const retryScheduleMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
]

/** The delay after so many attempts, up to a fifth shorter or longer by chance (0 to 1); null when none is left. */
export function retryDelayMs(schedule: readonly number[], attempts: number, chance: number): number | null {
  const delay = schedule[attempts - 1]
  return delay === undefined ? null : Math.round(delay * (0.8 + 0.4 * chance))
}
