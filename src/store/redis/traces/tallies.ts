/** What the partitions count, of one tenant or of all. */

import type { RedisClient } from '../client.ts'
import { type Keys, partitions } from '../keys.ts'

const names = ['open', 'settled', 'quarantined', 'facts', 'cutFacts', 'lateFacts', 'lostRows'] as const
export type TraceTallies = Readonly<Record<(typeof names)[number], number>>

export async function traceTallies(client: RedisClient, keys: Keys, tenant: string | null): Promise<TraceTallies> {
  const parts = await Promise.all(
    Array.from({ length: partitions }, (_, partition) => {
      const key = tenant === null ? keys.partition(partition, 'tallies') : keys.share(partition, tenant, 'tallies')
      return client.read('hmget', key, ...names)
    }),
  )
  const sum = (index: number) => parts.reduce<number>((total, part) => total + numberAt(part, index), 0)
  return {
    ...{ open: sum(0), settled: sum(1), quarantined: sum(2), facts: sum(3) },
    ...{ cutFacts: sum(4), lateFacts: sum(5), lostRows: sum(6) },
  }
}

function numberAt(part: unknown, index: number): number {
  return Array.isArray(part) ? Number(part[index] ?? 0) : 0
}
