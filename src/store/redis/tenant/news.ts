/**
 * Which tenants there is something to do for, so that nobody has to ask each of many tenants again and again. Whoever
 * changes a tenant's slot so that there is something to do tells so in the registry, with a number that grows; each reader
 * goes by the numbers it has not seen. News are a hint: they are lost with a crash between the change and the telling, so
 * all tenants are looked at once in a while.
 */
import { StoreUnavailable } from '../../contract.ts'
import type { RedisClient } from '../client.ts'
import type { Keys } from '../keys.ts'
import { registryScript } from './registry-script.ts'
import { numberOrNull, pairsOf } from './replies.ts'
import { tenantsOf } from './tenants.ts'

const tellNews = registryScript('tell-news', 'moves')

/** Tells that there is something to do for a tenant. */
export type TellNews = (tenant: string) => Promise<void>

export function createTellNews(client: RedisClient, keys: Keys): TellNews {
  return async (tenant) => {
    try {
      await client.run(tellNews, [keys.registry('news')], [tenant])
    } catch (error) {
      // What it is about is written; it is found when all are looked at.
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }
}

export interface NewsReader {
  /**
   * Asks tenants that may have something, a piece of them at a time, until `enough` says so. Those that have nothing are
   * not asked again until there are news of them.
   */
  look<T>(
    ask: (tenants: readonly string[]) => Promise<readonly (readonly T[])[]>,
    enough: (found: readonly (readonly T[])[]) => boolean,
  ): Promise<readonly (readonly T[])[]>
}

export interface NewsReaderOptions {
  /** All tenants are asked so often, or less often where there are many of them. */
  readonly allEveryMs?: number
}

/** Whether there is as much as was asked for. */
export function isEnough(found: readonly (readonly unknown[])[], most: number): boolean {
  return found.reduce((sum, of) => sum + of.length, 0) >= most
}

const allEveryMsDefault = 10_000
/** So much of the time between two looks at all tenants for each of them. */
const eachTenantMs = 5
const piece = 64

export function createNewsReader(client: RedisClient, keys: Keys, options: NewsReaderOptions = {}): NewsReader {
  const { allEveryMs = allEveryMsDefault } = options
  /** With the count of how often there were news, so that those which come while it is asked are not forgotten. */
  const open = new Map<string, number>()
  let heard = 0
  let seen = 0
  let allAtMs = Number.NEGATIVE_INFINITY

  const hear = (tenant: string) => {
    heard += 1
    open.set(tenant, heard)
  }
  const readNews = async () => {
    const found = pairsOf(
      await client.read('zrange', keys.registry('news'), `(${seen}`, '+inf', 'BYSCORE', 'WITHSCORES'),
    )
    for (const [tenant, number] of found) {
      seen = Math.max(seen, Number(number))
      hear(tenant)
    }
  }
  /** The numbers begin anew where Redis fell back to an older copy of itself. */
  const readAll = async () => {
    const newest = pairsOf(await client.read('zrange', keys.registry('news'), -1, -1, 'WITHSCORES'))
    const tenants = await tenantsOf(client, keys)
    seen = numberOrNull(newest[0]?.[1]) ?? 0
    for (const tenant of tenants) hear(tenant)
    allAtMs = performance.now() + Math.max(allEveryMs, tenants.length * eachTenantMs)
  }

  return {
    look: async (ask, enough) => {
      await (performance.now() >= allAtMs ? readAll() : readNews())
      const found: Awaited<ReturnType<typeof ask>>[number][] = []
      const asked = [...open]
      for (let from = 0; from < asked.length && !enough(found); from += piece) {
        const some = asked.slice(from, from + piece)
        const answers = await ask(some.map(([tenant]) => tenant))
        for (const [index, [tenant, when]] of some.entries()) {
          const answer = answers[index] ?? []
          if (answer.length > 0) found.push(answer)
          if (open.get(tenant) !== when) continue
          // Those that have something come last the next time.
          open.delete(tenant)
          if (answer.length > 0) open.set(tenant, when)
        }
      }
      return found
    },
  }
}
