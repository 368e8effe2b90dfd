import {
  type RedisCluster,
  type RedisServer,
  type RedisWithReplica,
  startRedis,
  startRedisCluster,
  startRedisWithReplica,
} from '../../test/redis/start-redis.ts'
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts'

/** `embedded`: each replica has a store of its own, so that there is one replica. */
export type StoreKind = 'embedded' | 'single' | 'replicated' | 'cluster'

/** The store of an installation, with a proxy before it for each replica. Clusters tell their own addresses: no proxies. */
export interface ChaosStore {
  readonly kind: StoreKind
  /** The one that is written to; of a cluster the first. Throws for an embedded store. */
  readonly primary: RedisServer
  readonly replicated: RedisWithReplica | null
  readonly cluster: RedisCluster | null
  readonly proxies: readonly FaultProxy[]
  /** What each replica is told as its store; null: nothing. */
  urlOf(replica: number): string | null
  /** Between every replica and the store. */
  fault(fault: Fault): void
  stop(): Promise<void>
}

export async function startChaosStore(kind: StoreKind, replicas: number): Promise<ChaosStore> {
  if (kind === 'embedded') return storeOf({ kind, servers: [], proxies: [], stop: async () => {} })
  if (kind === 'cluster') {
    const cluster = await startRedisCluster()
    const { primaries: servers, stop } = cluster
    return storeOf({ kind, servers, proxies: [], cluster, stop })
  }
  if (kind === 'replicated') {
    const replicated = await startRedisWithReplica()
    const proxies = await proxiesTo(replicated.primary, replicas)
    return storeOf({ kind, servers: [replicated.primary], proxies, replicated, stop: replicated.stop })
  }
  const server = await startRedis()
  return storeOf({ kind, servers: [server], proxies: await proxiesTo(server, replicas), stop: server.stop })
}

function proxiesTo({ port }: RedisServer, replicas: number): Promise<readonly FaultProxy[]> {
  return Promise.all(Array.from({ length: replicas }, () => startFaultProxy(port)))
}

interface Parts {
  readonly kind: StoreKind
  readonly servers: readonly RedisServer[]
  readonly proxies: readonly FaultProxy[]
  readonly replicated?: RedisWithReplica
  readonly cluster?: RedisCluster
  stop(): Promise<void>
}

function storeOf({ kind, servers, proxies, replicated = undefined, cluster = undefined, stop }: Parts): ChaosStore {
  return {
    kind,
    get primary() {
      const [first] = servers
      if (first === undefined) throw new Error('an embedded store has no server')
      return first
    },
    replicated: replicated ?? null,
    cluster: cluster ?? null,
    proxies,
    urlOf: (replica) =>
      proxies[replica]?.url ?? (servers.length === 0 ? null : servers.map(({ url }) => url).join(',')),
    fault: (fault) => {
      for (const proxy of proxies) proxy.set(fault)
    },
    stop: async () => {
      await Promise.all(proxies.map((proxy) => proxy.stop()))
      await stop()
    },
  }
}
