/**
 * What this process was told is kept, by partition: how many chunks in all. It goes with each append, and the partition
 * counts the same for each process (scripts/append.lua): one that knows of fewer lost its last writes, in a failover or a
 * crash of its host. That is noticed and counted with the next append, or when it is seen that the server is another.
 */
import { randomBytes } from 'node:crypto'

export interface Acked {
  /** What the script is told: the process's own word, its number, and whether all of it was of one tenant. */
  known(partition: number, tenants: readonly string[]): Known
  /** The partition has so many of this process, and has told so. */
  heard(partition: number, tenants: readonly string[], chunks: number): void
  /** Partitions that told anything, with a tenant that it was of. */
  partitions(): readonly (readonly [number, string])[]
}

export interface Known {
  readonly writer: string
  readonly chunks: number
  /** The tenant that a loss is counted for as well; null where they were several. */
  readonly tenant: string | null
}

interface Told {
  readonly chunks: number
  readonly tenant: string | null
}

export function createAcked(): Acked {
  const writer = randomBytes(9).toString('base64url')
  const told = new Map<number, Told>()
  const only = (partition: number, tenants: readonly string[]): string | null => {
    const before = told.get(partition)
    const all = new Set(before === undefined ? tenants : [before.tenant, ...tenants])
    const [first = null] = all
    return all.size === 1 ? first : null
  }
  return {
    known: (partition, tenants) => {
      return { writer, chunks: told.get(partition)?.chunks ?? 0, tenant: only(partition, tenants) }
    },
    heard: (partition, tenants, chunks) => {
      const before = told.get(partition)?.chunks ?? 0
      told.set(partition, { chunks: Math.max(before, chunks), tenant: only(partition, tenants) })
    },
    partitions: () => [...told].map(([partition, { tenant }]) => [partition, tenant ?? ''] as const),
  }
}
