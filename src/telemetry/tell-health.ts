import type { StoreHealth } from '../store/contract.ts'

export interface HealthNews {
  /** Nothing is accepted from now on, or for another reason than before. */
  lost(reason: string): void
  back(afterMs: number): void
}

/** An outage that changes its face is told so many times. */
const reasonsMax = 8

/** Tells of each change once, however often it is looked: each reason of an outage, and its end with how long it took. */
export function tellHealth(news: HealthNews, monotonicMs: () => number): (health: StoreHealth) => void {
  const told = new Set<string>()
  let sinceMs: number | null = null
  return (health) => {
    if (!health.ok) {
      sinceMs ??= monotonicMs()
      if (told.has(health.reason) || told.size >= reasonsMax) return
      told.add(health.reason)
      news.lost(health.reason)
    } else if (sinceMs !== null) {
      news.back(monotonicMs() - sinceMs)
      told.clear()
      sinceMs = null
    }
  }
}
