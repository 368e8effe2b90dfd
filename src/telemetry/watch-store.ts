import type { TraceCounts, TraceStore } from '../store/contract.ts'
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
      const { open, settled, quarantined, facts, runs, ...more } = await counts(null)
      for (const [state, traces] of Object.entries({ open, settled, quarantined }))
        metrics.set('storeTraces', { state }, traces)
      metrics.set('storeFacts', {}, facts)
      metrics.set('storeRuns', {}, runs)
      for (const [what, items] of Object.entries(lostOf(more))) metrics.set('storeLost', { what }, items)
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

type Lost = Pick<TraceCounts, 'unfedRuns' | 'overflowRuns' | 'lostEvents' | 'lostDeadLetters' | 'lostRows'>

function lostOf({ unfedRuns, overflowRuns, lostEvents, lostDeadLetters, lostRows }: Lost) {
  return {
    unfed_runs: unfedRuns,
    overflow_runs: overflowRuns,
    events: lostEvents,
    dead_letters: lostDeadLetters,
    rows: lostRows,
  }
}

const watchEveryMs = 15_000
