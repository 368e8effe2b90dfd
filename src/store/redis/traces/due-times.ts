/**
 * When the earliest trace of each partition is due. What this process changed is asked again at the next look; what others
 * changed is found within two seconds, so that many idle replicas cost Redis little.
 */
import type { RedisClient } from '../client.ts'
import { type Keys, partitions } from '../keys.ts'

export interface DueTimes {
  /** Earliest due time by partition; those where nothing waits are left out. */
  look(): Promise<ReadonlyMap<number, number>>
  changed(partition: number): void
}

const askAllMs = 2000

export function createDueTimes(client: RedisClient, keys: Keys): DueTimes {
  const all = Array.from({ length: partitions }, (_, partition) => partition)
  const known = new Map<number, number>()
  let unsure = new Set(all)
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
    look: async () => {
      const nowMs = performance.now()
      const asksAll = nowMs - askedAllMs >= askAllMs
      const asked = asksAll ? all : [...unsure]
      unsure = new Set()
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
