import { Redis } from 'ioredis'
import { redisMissing, redisServerPath } from './redis-missing.ts'
import { startRedisProcess } from './redis-process.ts'

/** A Redis for suites that only need one to be there: started here, or the empty one that REDIS_URL names. */
export interface EmptyRedis {
  readonly url: string
  /** Removes everything in it. */
  empty(): Promise<void>
  stop(): Promise<void>
}

/** As `redisMissing`, for suites that `emptyRedis` serves. */
export function emptyRedisMissing(what: string): string | null {
  return namedUrl() === null ? redisMissing(what) : null
}

export async function emptyRedis(): Promise<EmptyRedis> {
  const named = redisServerPath() === null ? namedUrl() : null
  if (named !== null) return namedRedis(named)
  const server = await startRedisProcess()
  return {
    url: server.url,
    empty: async () => {
      await server.command('FLUSHALL')
    },
    stop: server.stop,
  }
}

function namedUrl(): string | null {
  return process.env.REDIS_URL?.trim() || null
}

/** Only an empty Redis may be emptied: the one that is named may be somebody's. */
async function namedRedis(url: string): Promise<EmptyRedis> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  client.on('error', () => {})
  await client.connect()
  const keys = await client.dbsize()
  if (keys > 0) {
    client.disconnect()
    throw new Error(`the Redis of REDIS_URL holds ${keys} keys, expected an empty one for the tests`)
  }
  const empty = async () => {
    await client.flushdb()
  }
  return {
    ...{ url, empty },
    stop: async () => {
      await empty()
      client.disconnect()
    },
  }
}
