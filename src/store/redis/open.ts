/**
 * The Redis store: any number of replicas over one Redis or one Redis Cluster. Spans are spread over 128 partitions; what
 * people see of a tenant is one slot of its own. The promises are those of the contract; what an acknowledged span
 * survives depends on `durability`.
 */
import { type Store, StoreUnavailable, type TraceCounts } from '../contract.ts'
import { type StoreLimits, storeLimits } from '../limits.ts'
import { createClient, type Durability, type RedisClient } from './client.ts'
import { type Connection, connect } from './connect.ts'
import { guardedClient } from './guarded-client.ts'
import { requireSafeSettings, startWatch, type Watch } from './health.ts'
import { type Identity, identify } from './identity.ts'
import { type Keys, keysOf } from './keys.ts'
import { createTenantHalf, type TenantHalf } from './tenant/tenant-half.ts'
import { createAcked } from './traces/acked.ts'
import { type AppendEngine, seeWhatIsKept } from './traces/append.ts'
import { createDueTimes } from './traces/due-times.ts'
import type { CrashPoint } from './traces/engine.ts'
import { createLeftToOthers } from './traces/left-to-others.ts'
import { createRunRecords } from './traces/run-records.ts'
import { createSweep } from './traces/sweep.ts'
import { traceTallies } from './traces/tallies.ts'
import { createTenants } from './traces/tenants.ts'
import { createTraceStore } from './traces/trace-store.ts'
import { sleep } from './within.ts'

export interface RedisStoreOptions {
  /** `redis://` or `rediss://` addresses, separated by commas; of a cluster some of its nodes. */
  readonly url: string
  readonly durability: Durability
  readonly settleMs: number
  readonly idleMs: number
  readonly limits?: Partial<StoreLimits>
  /**
   * Where another process was quicker to claim, it is left to be so again as long as nothing there is overdue by so much.
   * Without it every process goes for all that is due.
   */
  readonly overdueMs?: number
  /** Keeps several stores of one Redis apart. */
  readonly namespace?: string
  /** Told of what concerns one tenant and is tried again: values that cannot be read. */
  readonly report?: (error: unknown) => void
  /** For tests that end the process at a named point of the protocol. */
  readonly atPoint?: (name: CrashPoint) => void
}

export interface RedisStore extends Store {
  /** Unix milliseconds by the clock of Redis: for claims and leases, so that replicas agree on what is due. */
  nowMs(): number
}

/** Facts stay shorter than in a file: they are memory. */
export const redisLimits: StoreLimits = { ...storeLimits, lateWindowMs: 3_600_000 }

/** Rejects with StoreUnavailable while Redis cannot be reached or is not safe, with StoreRefused when it never will be. */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const connection = await connect(options.url)
  try {
    const keys = keysOf(checkNamespace(options.namespace ?? ''))
    await requireSafeSettings(connection, options.durability)
    const bare = createClient(connection, { durability: options.durability })
    const identity = await identify(bare, keys)
    const watch = await startWatch({ connection, keys, identity, durability: options.durability })
    const client = guardedClient(bare, { keys, identity, lost: watch.look })
    return compose({ options, connection, keys, client, identity, watch })
  } catch (error) {
    connection.disconnect()
    throw error
  }
}

/** Waits for a Redis that is away or not safe yet; tells why. Ends when the signal aborts, or the store never will open. */
export async function openRedisStorePatiently(
  options: RedisStoreOptions,
  waits: { readonly signal: AbortSignal; tell(reason: string): void },
): Promise<RedisStore> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await openRedisStore(options)
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || waits.signal.aborted) throw error
      waits.tell(error.message)
      await sleep(Math.min(100 * 2 ** tries, 2000))
    }
  }
}

interface Parts {
  readonly options: RedisStoreOptions
  readonly connection: Connection
  readonly keys: Keys
  readonly client: RedisClient
  readonly identity: Identity
  readonly watch: Watch
}

function compose({ options, connection, keys, client, identity, watch }: Parts): RedisStore {
  const limits = { ...redisLimits, ...options.limits }
  const records = createRunRecords(client, keys)
  const half = createTenantHalf(client, { keys, limits, records })
  const engine: AppendEngine = {
    client,
    keys,
    limits,
    settleMs: options.settleMs,
    idleMs: options.idleMs,
    applyRows: half.applyRows,
    records,
    due: createDueTimes(client, keys),
    others: createLeftToOthers(options.overdueMs ?? 0),
    acked: createAcked(),
    behind: new Set(),
    admit: watch.admit,
    report: options.report ?? (() => {}),
    atPoint: options.atPoint ?? (() => {}),
  }
  // What fails here is found with the next append.
  watch.onOtherServer(() => void seeWhatIsKept(engine, watch.nowMs()).catch(() => {}))
  const gate = createGate()
  const traces = createTraceStore(engine, createTenants(client, keys), createSweep(engine))
  return {
    fingerprintKey: identity.fingerprintKey,
    traces: gate.guard({
      ...traces,
      counts: (tenant: string | null) => countsOf(client, keys, half, tenant),
      expire: async (nowMs: number) => {
        await traces.expire(nowMs)
        await half.expire(nowMs)
      },
    }),
    runs: gate.guard(half.runs),
    patterns: gate.guard(half.patterns),
    candidates: gate.guard(half.candidates),
    outbox: gate.guard(half.outbox),
    nowMs: watch.nowMs,
    health: async () => (gate.isOpen() ? watch.health() : { ok: false, reason: closedReason }),
    close: async () => {
      watch.stop()
      await gate.close()
      connection.disconnect()
    },
  }
}

async function countsOf(
  client: RedisClient,
  keys: Keys,
  half: TenantHalf,
  tenant: string | null,
): Promise<TraceCounts> {
  const [traces, rest] = await Promise.all([traceTallies(client, keys, tenant), half.counts(tenant)])
  return { ...traces, ...rest, lostRows: traces.lostRows + rest.lostRows }
}

const closedReason = 'the store is closed'

interface Gate {
  /** The same verbs, refused once the gate is closed. */
  guard<Verbs extends object>(verbs: Verbs): Verbs
  isOpen(): boolean
  /** Resolves when everything that went through has come to its end. */
  close(): Promise<void>
}

function createGate(): Gate {
  const running = new Set<Promise<unknown>>()
  let open = true
  const pass = (call: () => Promise<unknown>): Promise<unknown> => {
    if (!open) return Promise.reject(new StoreUnavailable(closedReason))
    const promise = call()
    running.add(promise)
    const done = () => running.delete(promise)
    promise.then(done, done)
    return promise
  }
  return {
    guard: (verbs) =>
      new Proxy(verbs, {
        get: (target, name, receiver) => {
          const verb: unknown = Reflect.get(target, name, receiver)
          return typeof verb === 'function' ? (...args: unknown[]) => pass(() => verb.apply(target, args)) : verb
        },
      }),
    isOpen: () => open,
    close: async () => {
      open = false
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}

/** Words of the operator's; braces would move keys to other slots. */
function checkNamespace(text: string): string {
  if (/^[a-z0-9:_-]{0,32}$/.test(text)) return text
  throw new Error('store.redis.namespace: expected up to 32 of a-z, 0-9, colon, underscore and dash')
}
