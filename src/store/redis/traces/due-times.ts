/**
 * When the earliest trace of each partition is due. What this process changed is asked again at the next look; what others
 * changed is found within two seconds, so that many idle replicas cost Redis little.
 */
import type { RedisClient } from '../client.ts'
import { type Keys, partitions } from '../keys.ts'

export interface DueTimes {
  /**
   * Earliest due time by partition; those where nothing waits are left out. What `skip` says of a partition, by what is
   * known of it, is not asked now, unless all are.
   */
  look(skip?: (partition: number, dueMs: number | undefined) => boolean): Promise<ReadonlyMap<number, number>>
  changed(partition: number): void
}

const askAllMs = 2000

export function createDueTimes(client: RedisClient, keys: Keys): DueTimes {
  const all = Array.from({ length: partitions }, (_, partition) => partition)
  const known = new Map<number, number>()
  const unsure = new Set(all)
  let askedAllMs = Number.NEGATIVE_INFINITY

  const ask = async (partition: number) => {
    const answer = await client.read('zrange', keys.partition(partition, 'due'), 0, 0, 'WITHSCORES')
    const score = Array.isArray(answer) ? answer[1] : undefined
    if (score === undefined) known.delete(partition)
    else known.set(partition, Number(score))
  }

  return {
    changed: (partition) => {
      unsure.add(partition)
    },
    look: async (skip = () => false) => {
      const nowMs = performance.now()
      const asksAll = nowMs - askedAllMs >= askAllMs
      const asked = asksAll ? all : [...unsure].filter((partition) => !skip(partition, known.get(partition)))
      for (const partition of asked) unsure.delete(partition)
      try {
        await Promise.all(asked.map(ask))
        if (asksAll) askedAllMs = nowMs
      } catch (error) {
        for (const partition of asked) unsure.add(partition)
        throw error
      }
      return known
    },
  }
}
