import type { TraceStore } from '../store/contract.ts'
import type { Metrics } from './metrics.ts'

/**
 * Keeps the gauges of the store fresh, until stopped. A store that cannot answer leaves them as they were: readiness
 * tells of that.
 */
export function watchStore(
  { counts }: Pick<TraceStore, 'counts'>,
  metrics: Metrics,
  everyMs: number = watchEveryMs,
): { stop(): void } {
  let asked = false

  async function look(): Promise<void> {
    if (asked) return
    asked = true
    try {
      const { open, settled, quarantined, facts, runs } = await counts()
      for (const [state, traces] of Object.entries({ open, settled, quarantined }))
        metrics.set('storeTraces', { state }, traces)
      metrics.set('storeFacts', {}, facts)
      metrics.set('storeRuns', {}, runs)
    } catch {
      // Looked at again in a moment.
    } finally {
      asked = false
    }
  }

  look()
  const timer = setInterval(look, everyMs).unref()
  return { stop: () => clearInterval(timer) }
}

const watchEveryMs = 5_000
