/** Fixed small buckets per resolution, each with its own reach. A count lives in one bucket of every resolution. */
export const resolutions = ['minute', 'hour', 'day'] as const
export type Resolution = (typeof resolutions)[number]

export const bucketMs: Record<Resolution, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** How far back buckets of a resolution reach before they expire. */
export const reachMs: Record<Resolution, number> = {
  minute: 6 * 3_600_000,
  hour: 8 * 86_400_000,
  day: 90 * 86_400_000,
}

export function bucketStart(timeMs: number, resolution: Resolution): number {
  return Math.floor(timeMs / bucketMs[resolution]) * bucketMs[resolution]
}

/** The clamp of a run's end time: between 24 h before and 5 min after its receipt. */
export function countedAtMs(endMs: number, receivedMs: number): { readonly ms: number; readonly skewed: boolean } {
  const ms = Math.min(Math.max(endMs, receivedMs - 86_400_000), receivedMs + 300_000)
  return { ms, skewed: ms !== endMs }
}
