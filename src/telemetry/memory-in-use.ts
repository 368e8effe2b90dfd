import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/** Memory of the main thread that nobody can take back. The threads beside it have bounds of their own. */
export interface MemoryInUse {
  readonly usedBytes: number
  /** How much of the heap that the process may have is in use: at 1 it dies. */
  readonly heapShare: number
}

export interface MemoryMeter {
  read(): MemoryInUse
  stop(): void
}

/**
 * What the system says a process holds (its resident set) tells little: heap and allocator keep for later what is free
 * already. So the heap counts as its last full collection left it, and what has become free since does not count at all.
 * V8 collects an idle heap within seconds, and a full one at once.
 */
export function memoryMeter(): MemoryMeter {
  let collectedBytes = Number.POSITIVE_INFINITY
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(isFullCollection)) collectedBytes = getHeapStatistics().used_heap_size
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    read: () => {
      const { used_heap_size, heap_size_limit, external_memory } = getHeapStatistics()
      const heapBytes = Math.min(used_heap_size, collectedBytes)
      return { usedBytes: heapBytes + external_memory, heapShare: heapBytes / heap_size_limit }
    },
    stop: () => observer.disconnect(),
  }
}

function isFullCollection(entry: PerformanceEntry): boolean {
  const detail: unknown = 'detail' in entry ? entry.detail : null
  const full = constants.NODE_PERFORMANCE_GC_MAJOR
  return typeof detail === 'object' && detail !== null && 'kind' in detail && detail.kind === full
}
