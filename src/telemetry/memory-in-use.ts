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
 * already. So the heap and the buffers beside it count as the last full collection left them, and what has become free
 * since does not count at all. Bodies in flight have a budget of their own.
 * V8 collects an idle heap within seconds, and a full one at once.
 */
export function memoryMeter(): MemoryMeter {
  let collectedBytes = Number.POSITIVE_INFINITY
  let collectedExternalBytes = 0
  const observer = new PerformanceObserver((list) => {
    if (!list.getEntries().some(isFullCollection)) return
    const { used_heap_size, external_memory } = getHeapStatistics()
    collectedBytes = used_heap_size
    collectedExternalBytes = external_memory
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    read: () => {
      const { used_heap_size, heap_size_limit, external_memory } = getHeapStatistics()
      const heapBytes = Math.min(used_heap_size, collectedBytes)
      const externalBytes = Math.min(external_memory, collectedExternalBytes)
      return { usedBytes: heapBytes + externalBytes, heapShare: heapBytes / heap_size_limit }
    },
    stop: () => observer.disconnect(),
  }
}

function isFullCollection(entry: PerformanceEntry): boolean {
  const detail: unknown = 'detail' in entry ? entry.detail : null
  const full = constants.NODE_PERFORMANCE_GC_MAJOR
  return typeof detail === 'object' && detail !== null && 'kind' in detail && detail.kind === full
}
