import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnService } from '../../../src/verify/own-service.ts'
import { type RedisServer, startRedis } from '../../../test/redis/start-redis.ts'
import { startInstallation } from '../../chaos/installation.ts'
import type { Figure } from '../figure.ts'
import type { Part, PartOptions } from '../part.ts'
import { cpuMs } from '../process-cpu.ts'
import { untilQuiet } from '../quiet.ts'
import { redisUsage, usedSince } from '../redis-usage.ts'
import { sendLoad } from '../send-load.ts'
import { requestsOf, runsOf, spansIn } from '../traffic.ts'

const growthMax = 1.1
const runsPerSecond = 100
const windowMs = 7_000
/** A process that is new compiles for some ten thousand spans: three of them would do so three times. */
const warmRuns = 4_500
const idleMs = 10_000
const settings = { RUN_SETTLE: '1s' }
const replicasCount = 3

/**
 * Which replicas have the load, the others being frozen. Each alone once and all together in between: what grows with
 * time, and how warm each one is, weighs on both alike.
 */
const windowsOf: readonly (readonly number[])[] = [[0, 1, 2], [0], [0, 1, 2], [1], [0, 1, 2], [2]]

export const cpu: Part = {
  name: 'cpu',
  what: 'CPU per span of one and of three replicas under the same load on the same Redis, and at rest',
  measure: async (options) => {
    const server = await startRedis()
    try {
      const { replicas, stop } = await startInstallation(replicasCount, { urlOf: () => server.url }, settings)
      try {
        return await onReplicas(server, replicas, options)
      } finally {
        await stop()
      }
    } finally {
      await server.stop()
    }
  },
}

async function onReplicas(
  server: RedisServer,
  replicas: readonly OwnService[],
  { seed, progress }: PartOptions,
): Promise<readonly Figure[]> {
  await sendLoad(addressesOf(replicas), requestsOf(runsOf(seed, warmRuns, Date.now())))
  await untilQuiet(server)
  const idle = await used(server, replicas, () => sleep(idleMs))
  const windows: Window[] = []
  for (const [index, chosen] of windowsOf.entries()) {
    const awake = replicas.filter((_, place) => chosen.includes(place))
    for (const replica of replicas) awake.includes(replica) ? replica.wake() : replica.freeze()
    await sleep(500)
    const requests = requestsOf(runsOf(seed * 100 + index, (runsPerSecond * windowMs) / 1000, Date.now()))
    const spent = await used(server, awake, async () => {
      await sendLoad(addressesOf(awake), requests, windowMs)
      await untilQuiet(server)
    })
    windows.push({ ...spent, count: awake.length, spans: spansIn(requests) })
    progress(JSON.stringify(windows.at(-1)))
  }
  for (const replica of replicas) replica.wake()
  return figuresOf(windows, idle)
}

function addressesOf(replicas: readonly OwnService[]) {
  return replicas.map(({ listening }) => listening)
}

interface Used {
  readonly replicaMs: number
  /** Of it in the kernel. */
  readonly systemMs: number
  readonly redisMs: number
  readonly wallMs: number
}

interface Window extends Used {
  readonly count: number
  readonly spans: number
}

async function used(server: RedisServer, replicas: readonly OwnService[], work: () => Promise<unknown>): Promise<Used> {
  const look = async () => {
    const each = await Promise.all(replicas.map((replica) => cpuMs(replica.pid() ?? 0)))
    return {
      replicaMs: each.reduce((sum, { userMs, systemMs }) => sum + userMs + systemMs, 0),
      systemMs: each.reduce((sum, { systemMs }) => sum + systemMs, 0),
      redis: await redisUsage(server),
    }
  }
  const startMs = performance.now()
  const before = await look()
  await work()
  const after = await look()
  return {
    replicaMs: after.replicaMs - before.replicaMs,
    systemMs: after.systemMs - before.systemMs,
    redisMs: usedSince(before.redis, after.redis).cpuMs,
    wallMs: performance.now() - startMs,
  }
}

type Spent = 'replicaMs' | 'systemMs' | 'redisMs'

function figuresOf(windows: readonly Window[], idle: Used): readonly Figure[] {
  const of = (count: number, spent: Spent) => perSpanUs(windows, count, spent)
  const growth = (spent: Spent) => of(replicasCount, spent) / of(1, spent)
  const grown = { value: netUs(windows, replicasCount, idle) / netUs(windows, 1, idle), unit: 'times' }
  const idleShare = (spent: Spent) => (100 * idle[spent]) / idle.wallMs
  return [
    { name: 'replica CPU per span, one replica', value: of(1, 'replicaMs'), unit: 'us' },
    { name: 'of it in the kernel', value: of(1, 'systemMs'), unit: 'us' },
    { name: 'replica CPU per span, three replicas', value: of(replicasCount, 'replicaMs'), unit: 'us' },
    { name: 'of it in the kernel', value: of(replicasCount, 'systemMs'), unit: 'us' },
    { name: 'replica CPU per span, three to one', value: growth('replicaMs'), unit: 'times', most: growthMax },
    { name: 'the same without what they need at rest', ...grown },
    { name: 'Redis CPU per span, one replica', value: of(1, 'redisMs'), unit: 'us' },
    { name: 'Redis CPU per span, three replicas', value: of(replicasCount, 'redisMs'), unit: 'us' },
    { name: 'Redis CPU per span, three to one', value: growth('redisMs'), unit: 'times', most: growthMax },
    { name: 'an idle replica, of a core', value: idleShare('replicaMs') / replicasCount, unit: '%' },
    { name: 'Redis under three idle replicas, of a core', value: idleShare('redisMs'), unit: '%' },
  ]
}

/** The least of the windows: what else goes on at the machine only adds to it. */
function perSpanUs(windows: readonly Window[], count: number, spent: Spent): number {
  return Math.min(...windows.filter((one) => one.count === count).map((one) => (1000 * one[spent]) / one.spans))
}

function netUs(windows: readonly Window[], count: number, idle: Used): number {
  const atRest = idle.replicaMs / idle.wallMs / replicasCount
  const net = windows.map((one) => ({ ...one, replicaMs: one.replicaMs - atRest * one.count * one.wallMs }))
  return perSpanUs(net, count, 'replicaMs')
}
