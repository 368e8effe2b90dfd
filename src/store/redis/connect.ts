/** Connects to one Redis or to a Redis Cluster, whichever answers at the address. */
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { StoreUnavailable } from '../contract.ts'
import { unavailability } from './errors.ts'
import { within } from './within.ts'

export interface Connection {
  readonly kind: 'single' | 'cluster'
  /** Takes commands; of a cluster, sends them to the node that has the key. */
  readonly redis: Redis | Cluster
  /** Every node that takes writes. */
  primaries(): readonly Redis[]
  /** The node that has the key now. */
  primaryOf(slot: number): Redis | null
  disconnect(): void
}

const connectTimeoutMs = 2000
/** Until a connection is ready; a Redis that loads its data is not. */
const openMs = 4000
/** A connection over which nothing came back for so long, though something is waited for, is given up. */
const silenceMs = 4000
const reconnectMaxMs = 1000

/** `urls`: `redis://` or `rediss://` addresses, separated by commas; of a cluster some of its nodes. */
export async function connect(urls: string): Promise<Connection> {
  const addresses = urls.split(',').map(readAddress)
  for (const [index, address] of addresses.entries()) {
    try {
      return await connectTo(address, addresses)
    } catch (error) {
      const reason = unavailability(error)
      if (reason === null) throw error
      if (index === addresses.length - 1) throw new StoreUnavailable(reason)
    }
  }
  throw new Error('store.redis.url: expected at least one address, saw none')
}

async function connectTo(address: Address, all: readonly Address[]): Promise<Connection> {
  const redis = new Redis({ ...common, ...address, lazyConnect: true, enableOfflineQueue: false, retryStrategy })
  redis.on('error', ignore)
  try {
    await within(redis.connect(), openMs)
    const info = await within(redis.info('cluster'), openMs)
    if (!info.includes('cluster_enabled:1')) return single(redis)
  } catch (error) {
    redis.disconnect()
    throw error
  }
  redis.disconnect()
  return connectCluster(all)
}

function single(redis: Redis): Connection {
  return {
    kind: 'single',
    redis,
    primaries: () => [redis],
    primaryOf: () => redis,
    disconnect: () => redis.disconnect(),
  }
}

async function connectCluster(addresses: readonly Address[]): Promise<Connection> {
  const [first] = addresses
  const { username, password, tls } = first ?? {}
  const secrets = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  }
  const cluster = new Cluster(
    addresses.map(({ host, port }) => ({ host, port })),
    {
      lazyConnect: true,
      enableOfflineQueue: false,
      redisOptions: { ...common, ...secrets },
      clusterRetryStrategy: retryStrategy,
      clusterNodeRetryStrategy: retryStrategy,
      maxRedirections: 4,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      retryDelayOnTryAgain: 50,
      slotsRefreshTimeout: connectTimeoutMs,
      slotsRefreshInterval: 5000,
    },
  )
  cluster.on('error', ignore)
  try {
    await within(cluster.connect(), openMs)
  } catch (error) {
    cluster.disconnect()
    throw error
  }
  return {
    kind: 'cluster',
    redis: cluster,
    primaries: () => cluster.nodes('master'),
    primaryOf: (slot) => nodeAt(cluster, cluster.slots[slot]?.[0]),
    disconnect: () => cluster.disconnect(),
  }
}

function nodeAt(cluster: Cluster, key: string | undefined): Redis | null {
  return cluster.nodes('master').find(({ options }) => `${options.host}:${options.port}` === key) ?? null
}

/** What was not answered is not sent again behind our back: whoever called knows whether it may be. */
const common = {
  connectTimeout: connectTimeoutMs,
  socketTimeout: silenceMs,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  maxLoadingRetryTime: 1000,
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  connectionName: 'promontory',
  protocol: 2,
} as const satisfies RedisOptions

function retryStrategy(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 10), reconnectMaxMs) * (0.5 + Math.random() / 2)
}

/** Lost connections are told by the calls that fail, and by health. */
function ignore(): void {}

interface Address {
  readonly host: string
  readonly port: number
  readonly db?: number
  readonly username?: string
  readonly password?: string
  readonly tls?: object
}

/** Never says what it read: an address may carry a password. */
function readAddress(text: string): Address {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new Error('store.redis.url: expected redis://host:port or rediss://host:port')
  const db = Number(url.pathname.slice(1) || 0)
  if (!Number.isInteger(db) || db < 0) throw new Error('store.redis.url: expected a number after the slash')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    ...(db === 0 ? {} : { db }),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  }
}
