import { bucketMs, bucketStart, type Resolution } from '../pattern/window.ts'

/** A window over count buckets: hours for windows up to a week, else days, and whole buckets at its start. */
export interface CountWindow {
  readonly resolution: Resolution
  readonly fromMs: number
  readonly toMs: number
}

const hoursWindowMaxMs = 7 * bucketMs.day
/** Runs are counted up to this long after their receipt (pattern/window.ts). */
const aheadMs = 300_000

export function countWindow(windowMs: number, nowMs: number): CountWindow {
  const resolution = windowMs <= hoursWindowMaxMs ? 'hour' : 'day'
  return { resolution, fromMs: bucketStart(nowMs - windowMs, resolution), toMs: nowMs + aheadMs }
}
