/**
 * Whether Redis is set up so that what is acknowledged is kept: looked at when the store opens, whenever somebody asks
 * after its health, at least every ten seconds, and every second while something is wrong. What is found unsafe, or full,
 * is named with its setting, makes the service not ready, and stops appends until it is mended. A Redis that is merely away stops none: each finds out by itself, so that they go on
 * as soon as it is back. The clock of Redis is measured in passing: leases and schedules go by it.
 */
import type { Redis } from 'ioredis'
import { type StoreHealth, StoreUnavailable } from '../contract.ts'
import type { Durability } from './client.ts'
import type { Connection } from './connect.ts'
import { isForbidden, unavailability } from './errors.ts'
import type { Identity } from './identity.ts'
import { storeFormat } from './identity.ts'
import type { Keys } from './keys.ts'
import { faultOfMarkers } from './markers.ts'
import { within } from './within.ts'

export interface Watch {
  /** What was found last; looked at again when that is more than a second old. */
  health(): Promise<StoreHealth>
  /** Throws StoreUnavailable while it is not safe to accept more. */
  admit(): void
  /** Looks at once. */
  look(): void
  /** Told when the server is another than at the look before, or began anew. */
  onOtherServer(listener: () => void): void
  /** Unix milliseconds by the clock of Redis. */
  nowMs(): number
  stop(): void
}

export interface WatchOptions {
  readonly connection: Connection
  readonly keys: Keys
  readonly identity: Identity
  readonly durability: Durability
  readonly everyMs?: number
}

const everyMs = 10_000
const againMs = 1000
const freshMs = 1000
const answerMs = 2000
/** Share of maxmemory from which on nothing is appended: what is there must still be judged and told. */
const memoryShareMax = 0.8

/** Rejects with StoreUnavailable when Redis is not safe to begin with. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  let offsetMs = 0
  let checkedMs = Number.NEGATIVE_INFINITY
  let last: Checked = { unsafe: null, away: null, full: null }
  let running: Promise<Checked> | null = null
  let otherServer = () => {}
  let servers: string | null = null

  const seeServers = (seen: string | undefined) => {
    if (seen === undefined || seen === servers) return
    const isOther = servers !== null
    servers = seen
    if (isOther) otherServer()
  }

  const check = (): Promise<Checked> => {
    running ??= checkAll(options).then(
      (checked) => {
        running = null
        checkedMs = performance.now()
        last = checked
        offsetMs = checked.offsetMs ?? offsetMs
        seeServers(checked.servers)
        return checked
      },
      (error: unknown) => {
        running = null
        throw error
      },
    )
    return running
  }

  const first = await check()
  // One that is full is opened all the same: what is there must still be judged and told.
  const fault = first.unsafe?.reason ?? first.away
  if (fault !== null) throw new StoreUnavailable(fault)

  let timer: NodeJS.Timeout | null = null
  const checkLater = () => {
    const isWell = last.unsafe === null && last.away === null && last.full === null
    timer = setTimeout(() => void check().catch(ignore).finally(next), isWell ? (options.everyMs ?? everyMs) : againMs)
    timer.unref()
  }
  let stopped = false
  const next = () => {
    if (!stopped) checkLater()
  }
  checkLater()
  return {
    health: async () => {
      return healthOf(performance.now() - checkedMs < freshMs ? last : await check())
    },
    admit: () => {
      const reason = last.unsafe?.reason ?? last.full
      if (reason !== null) throw new StoreUnavailable(reason)
    },
    look: () => void check().catch(ignore),
    onOtherServer: (listener) => {
      otherServer = listener
    },
    nowMs: () => Date.now() + offsetMs,
    stop: () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** A bug in checking is told by `health`. */
function ignore(): void {}

interface Unsafe {
  readonly reason: string
  /** Whether it stays so until somebody mends it, as a setting does: a change of roles may be over in a moment. */
  readonly lasting: boolean
}

function healthOf({ unsafe, away, full }: Checked): StoreHealth {
  if (unsafe !== null) return { ok: false, ...unsafe }
  const reason = away ?? full
  return reason === null ? { ok: true } : { ok: false, reason }
}

interface Checked {
  /** Why what is written now may be lost; null when it is safe. */
  readonly unsafe: Unsafe | null
  /** Why it could not be seen. */
  readonly away: string | null
  /** Why nothing more is accepted, though what is there is safe. */
  readonly full: string | null
  readonly offsetMs?: number
  /** Which processes of Redis take the writes, and which history of writes each of them has. */
  readonly servers?: string
}

/** Throws StoreUnavailable when what is set would not keep what is acknowledged: before anything is written. */
export async function requireSafeSettings(connection: Connection, durability: Durability): Promise<void> {
  const seen = await lookAtAll(connection, durability).catch((error: unknown) => {
    const reason = unavailability(error)
    throw reason === null ? error : new StoreUnavailable(reason)
  })
  if (seen.length === 0) throw new StoreUnavailable('Redis cannot be reached')
  const [fault = null] = seen.flatMap(({ faults }) => faults)
  if (fault !== null) throw new StoreUnavailable(fault.reason)
}

async function checkAll(options: WatchOptions): Promise<Checked> {
  try {
    const { connection, keys, identity, durability } = options
    const seen = await lookAtAll(connection, durability)
    if (seen.length === 0) return { unsafe: null, away: 'Redis cannot be reached', full: null }
    const [store, marks] = await Promise.all([
      within(connection.redis.hmget(keys.registry('store'), 'id', 'format'), answerMs),
      within(
        faultOfMarkers((key) => connection.redis.get(key), keys, identity.id),
        answerMs,
      ),
    ])
    const faults = [
      ...seen.flatMap((node) => node.faults),
      ...[...storeFaults(store, identity), ...(marks === null ? [] : [marks])].map(lasting),
    ]
    const offsets = seen.map((node) => node.offsetMs).sort((a, b) => a - b)
    return {
      unsafe: faults.find((fault) => fault.lasting) ?? faults[0] ?? null,
      away: null,
      full: seen.find((node) => node.full !== null)?.full ?? null,
      offsetMs: offsets[Math.floor(offsets.length / 2)] ?? 0,
      servers: seen
        .map((node) => node.server)
        .sort()
        .join(),
    }
  } catch (error) {
    const reason = unavailability(error)
    if (reason === null) throw error
    return { unsafe: null, away: reason, full: null }
  }
}

function lasting(reason: string): Unsafe {
  return { reason, lasting: true }
}

function passing(reason: string): Unsafe {
  return { reason, lasting: false }
}

function storeFaults([id, format]: readonly (string | null)[], identity: Identity): readonly string[] {
  if (id === null || id === undefined) return ['Redis was emptied: the store is gone from it']
  if (id !== identity.id) return ['Redis has another store than the one that was opened']
  if (Number(format) > storeFormat)
    return [`the store in Redis has format ${Number(format)}; this version knows formats up to ${storeFormat}`]
  return []
}

interface Looked {
  readonly faults: readonly Unsafe[]
  readonly full: string | null
  readonly offsetMs: number
  readonly server: string
}

/** Every primary at once; none when no server is known. */
async function lookAtAll(connection: Connection, durability: Durability): Promise<readonly Looked[]> {
  return Promise.all(connection.primaries().map((redis) => within(look(redis, durability), answerMs)))
}

async function look(redis: Redis, durability: Durability): Promise<Looked> {
  const sentMs = Date.now()
  const [time, server, memory, persistence, replication, flushing] = await Promise.all([
    redis.time(),
    redis.info('server'),
    redis.info('memory'),
    redis.info('persistence'),
    redis.info('replication'),
    flushingOf(redis),
  ])
  const info = readInfo([server, memory, persistence, replication].join('\n'))
  const storeMs = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000)
  return {
    faults: faultsOf(info, durability, flushing),
    full: fullOf(info),
    offsetMs: storeMs - Math.round((sentMs + Date.now()) / 2),
    server: `${info.get('run_id')} ${info.get('master_replid')}`,
  }
}

interface Flushing {
  readonly appendfsync: string
  readonly noAppendfsyncOnRewrite: string
}

/** Where CONFIG is forbidden it cannot be seen. */
async function flushingOf(redis: Redis): Promise<Flushing> {
  const answer = await redis.config('GET', '*appendfsync*').catch((error: unknown) => {
    if (unavailability(error) !== null && !isForbidden(error)) throw error
    return []
  })
  const told = Array.isArray(answer) ? answer.map(String) : []
  const settingOf = (name: string) => (told.includes(name) ? (told[told.indexOf(name) + 1] ?? 'unknown') : 'unknown')
  return {
    appendfsync: settingOf('appendfsync'),
    noAppendfsyncOnRewrite: settingOf('no-appendfsync-on-rewrite'),
  }
}

type Info = ReadonlyMap<string, string>

function readInfo(text: string): Info {
  const lines = text.split('\n').map((line) => line.trim().split(':'))
  return new Map(lines.map(([name = '', ...value]) => [name, value.join(':')]))
}

const versionMin = 7

function faultsOf(info: Info, durability: Durability, flushing: Flushing): readonly Unsafe[] {
  return [...stateFaults(info, durability).map(passing), ...settingFaults(info, durability, flushing).map(lasting)]
}

function stateFaults(info: Info, durability: Durability): readonly string[] {
  const replicas = Number(info.get('connected_slaves'))
  return [
    ...(info.get('loading') === '1' ? ['Redis is loading its data'] : []),
    ...unlike('role', info.get('role'), 'master'),
    ...unlike('aof_last_write_status', info.get('aof_last_write_status'), 'ok'),
    ...(durability.kind === 'replica' && !(replicas >= durability.replicas)
      ? [`Redis: expected ${durability.replicas} connected replicas, saw ${replicas}`]
      : []),
  ]
}

function settingFaults(info: Info, durability: Durability, flushing: Flushing): readonly string[] {
  const version = info.get('redis_version') ?? ''
  const { appendfsync, noAppendfsyncOnRewrite } = flushing
  const flushed =
    durability.kind === 'disk'
      ? [
          ...unlike('appendfsync', appendfsync, 'always'),
          ...unlike('no-appendfsync-on-rewrite', noAppendfsyncOnRewrite, 'no'),
        ]
      : appendfsync === 'no'
        ? unlike('appendfsync', appendfsync, 'everysec')
        : []
  return [
    ...(Number.parseInt(version, 10) >= versionMin
      ? []
      : [`Redis: expected version ${versionMin} or later, saw ${version || 'nothing'}`]),
    ...unlike('maxmemory-policy', info.get('maxmemory_policy'), 'noeviction'),
    ...unlike('appendonly', info.get('aof_enabled') === '1' ? 'yes' : 'no', 'yes'),
    ...flushed,
  ]
}

function unlike(what: string, seen: string | undefined, wanted: string): readonly string[] {
  return seen === wanted ? [] : [`Redis: expected ${what} ${wanted}, saw ${seen ?? 'nothing'}`]
}

function fullOf(info: Info): string | null {
  const [used, max] = [Number(info.get('used_memory')), Number(info.get('maxmemory'))]
  if (!(max > 0) || !(used > max * memoryShareMax)) return null
  return `Redis has ${Math.round((100 * used) / max)} % of its maxmemory in use, expected at most ${100 * memoryShareMax} %`
}
