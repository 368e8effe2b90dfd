/**
 * Partitions that this process leaves to another one, which was quicker there: it will be there again, so that not every
 * replica looks at every trace that is due. Nothing is owned: what is overdue is anybody's, also while its partition is left
 * to somebody, who may be dead; and after a while each partition is anybody's again.
 */
export interface LeftToOthers {
  /** Whether what is due there at this time is left to others. Of a partition where that is not known all is. */
  leaves(partition: number, dueMs: number | undefined, nowMs: number): boolean
  /** Another process was quicker. */
  lost(partition: number): void
  won(partition: number): void
}

/** Processes that lost at the same moment come back at different ones. */
const [leftMsMin, leftMsMax] = [4_000, 8_000] as const

/** `overdueMs`: how long after its time a trace is anybody's; none is left to others where that is 0. */
export function createLeftToOthers(overdueMs: number): LeftToOthers {
  const until = new Map<number, number>()
  const isLeft = (partition: number) => (until.get(partition) ?? 0) > performance.now()
  return {
    leaves: (partition, dueMs, nowMs) =>
      overdueMs > 0 && isLeft(partition) && (dueMs === undefined || dueMs > nowMs - overdueMs),
    lost: (partition) => {
      until.set(partition, performance.now() + leftMsMin + Math.random() * (leftMsMax - leftMsMin))
    },
    won: (partition) => {
      until.delete(partition)
    },
  }
}
