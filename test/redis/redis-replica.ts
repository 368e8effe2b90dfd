import { eventually } from './eventually.ts'
import { type RedisOptions, type RedisServer, startRedisProcess } from './redis-process.ts'

export interface RedisWithReplica {
  readonly primary: RedisServer
  readonly replica: RedisServer
  /** Makes the replica the primary, without asking the one that was. */
  promote(): Promise<void>
  stop(): Promise<void>
}

const linkMs = 60_000

/** A primary and its replica, in step when this answers. */
export async function startRedisWithReplica(options: RedisOptions = {}): Promise<RedisWithReplica> {
  const primary = await startRedisProcess(options)
  try {
    const replica = await startRedisProcess({
      ...options,
      settings: { ...options.settings, replicaof: `127.0.0.1 ${primary.port}` },
    })
    await eventually('the replica is in step', linkMs, () => isLinked(replica))
    return {
      ...{ primary, replica },
      promote: async () => {
        await replica.command('REPLICAOF', 'NO', 'ONE')
      },
      stop: async () => {
        await Promise.all([primary.stop(), replica.stop()])
      },
    }
  } catch (error) {
    await primary.stop()
    throw error
  }
}

export async function isLinked(replica: RedisServer): Promise<boolean> {
  const info = await replica.info('replication')
  return info.get('role') === 'slave' && info.get('master_link_status') === 'up'
}
