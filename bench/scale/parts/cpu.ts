import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnService } from '../../../src/verify/own-service.ts'
import { type RedisServer, startRedis } from '../../../test/redis/start-redis.ts'
import { type Installation, startInstallation } from '../../chaos/installation.ts'
import type { Figure } from '../figure.ts'
import type { Part, PartOptions } from '../part.ts'
import { cpuMs } from '../process-cpu.ts'
import { untilQuiet } from '../quiet.ts'
import { redisUsage, usedSince } from '../redis-usage.ts'
import { sendLoad } from '../send-load.ts'
import { spreadOf } from '../spread.ts'
import { requestsOf, runsOf, spansIn } from '../traffic.ts'

const growthMax = 1.1
const replicasCount = 3
const runsPerSecond = 50
const windowMs = 6_000
const rounds = 5
/** For each replica, as fast as in the windows: a process that is new compiles for some ten thousand spans. */
const warmRuns = 2_000
const warmRunsPerSecond = 100
const idleMs = 10_000
const patienceMs = 240_000
/** As `npm start` and the image run it. */
const settings = { RUN_SETTLE: '1s', NODE_OPTIONS: '--max-old-space-size=384 --max-semi-space-size=4' }

/**
 * Two readings of "three replicas against one": the same load for each replica, so three times as much in all, which is
 * what replicas are added for; and the same load in all, of which each replica has a third, so that what a process needs
 * at rest, and for each round, falls on fewer spans.
 */
const arrangements = ['one', 'load of each the same', 'load of all the same'] as const
type Arrangement = (typeof arrangements)[number]

export const cpu: Part = {
  name: 'cpu',
  what: 'CPU per span of one replica, of three that each have as much load, and of three that have as much together',
  measure: (options) =>
    withReplicas(1, (one) => withReplicas(replicasCount, (three) => measureOn({ one, three }, options))),
}

interface Side {
  readonly server: RedisServer
  readonly replicas: readonly OwnService[]
}

/** Nobody is stopped in between: a process that was frozen has much to do when it is woken. */
interface Sides {
  readonly one: Side
  readonly three: Side
}

async function withReplicas<T>(count: number, work: (side: Side) => Promise<T>): Promise<T> {
  const server = await startRedis()
  try {
    const installation: Installation = await startInstallation(count, { urlOf: () => server.url }, settings)
    try {
      return await work({ server, replicas: installation.replicas })
    } finally {
      await installation.stop()
    }
  } finally {
    await server.stop()
  }
}

async function measureOn({ one, three }: Sides, { seed, progress }: PartOptions): Promise<readonly Figure[]> {
  for (const side of [one, three]) await warmUp(side, seed)
  const idle = await used(three, () => sleep(idleMs))
  progress(`at rest ${JSON.stringify(idle)}`)
  const windows: Window[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, arrangement] of arrangements.entries()) {
      const side = arrangement === 'one' ? one : three
      const times = arrangement === 'load of each the same' ? replicasCount : 1
      const window = await underLoad(side, runsPerSecond * times, seed * 100 + round * arrangements.length + place)
      windows.push({ ...window, arrangement, round })
      progress(JSON.stringify(windows.at(-1)))
    }
  }
  return figuresOf(windows, idle)
}

async function warmUp({ server, replicas }: Side, seed: number): Promise<void> {
  const runs = warmRuns * replicas.length
  await sendLoad(addressesOf(replicas), requestsOf(runsOf(seed, runs, Date.now())), (1000 * runs) / warmRunsPerSecond)
  await untilQuiet(server, patienceMs)
}

async function underLoad(side: Side, perSecond: number, seed: number): Promise<Used & { readonly spans: number }> {
  const requests = requestsOf(runsOf(seed, (perSecond * windowMs) / 1000, Date.now()))
  const spent = await used(side, async () => {
    await sendLoad(addressesOf(side.replicas), requests, windowMs)
    await untilQuiet(side.server, patienceMs)
  })
  return { ...spent, spans: spansIn(requests) }
}

function addressesOf(replicas: readonly OwnService[]) {
  return replicas.map(({ listening }) => listening)
}

interface Used {
  readonly replicaMs: number
  readonly redisMs: number
  readonly wallMs: number
}

interface Window extends Used {
  readonly arrangement: Arrangement
  readonly round: number
  readonly spans: number
}

async function used({ server, replicas }: Side, work: () => Promise<unknown>): Promise<Used> {
  const look = async () => {
    const each = await Promise.all(replicas.map((replica) => cpuMs(replica.pid() ?? 0)))
    return {
      replicaMs: each.reduce((sum, { userMs, systemMs }) => sum + userMs + systemMs, 0),
      redis: await redisUsage(server),
    }
  }
  const startMs = performance.now()
  const before = await look()
  await work()
  const after = await look()
  return {
    replicaMs: after.replicaMs - before.replicaMs,
    redisMs: usedSince(before.redis, after.redis).cpuMs,
    wallMs: performance.now() - startMs,
  }
}

type Spent = 'replicaMs' | 'redisMs'

function figuresOf(windows: readonly Window[], idle: Used): readonly Figure[] {
  const idleShare = (spent: Spent) => (100 * idle[spent]) / idle.wallMs
  return [
    ...spentFigures(windows, 'replica CPU', 'replicaMs'),
    ...spentFigures(windows, 'Redis CPU', 'redisMs'),
    { name: 'an idle replica, of a core', value: idleShare('replicaMs') / replicasCount, unit: '%' },
    { name: 'Redis under three idle replicas, of a core', value: idleShare('redisMs'), unit: '%' },
  ]
}

function spentFigures(windows: readonly Window[], what: string, spent: Spent): readonly Figure[] {
  const perSpan = (arrangement: Arrangement) =>
    windows.filter((one) => one.arrangement === arrangement).map((one) => (1000 * one[spent]) / one.spans)
  const [one, each, all] = arrangements.map(perSpan)
  if (one === undefined || each === undefined || all === undefined) return []
  return [
    ...spreadFigures(`${what} per span, one replica`, one, 'us'),
    ...spreadFigures(`${what} per span, three, each with that load`, each, 'us'),
    ...spreadFigures(`${what} per span, three, that load together`, all, 'us'),
    ...spreadFigures('  three to one, each with that load', growth(one, each), 'times', growthMax),
    ...spreadFigures('  three to one, that load together', growth(one, all), 'times'),
  ]
}

/** Round by round: what else goes on at the machine weighs on neighbors alike. */
function growth(before: readonly number[], after: readonly number[]): readonly number[] {
  return before.map((value, round) => (after[round] ?? Number.NaN) / value)
}

function spreadFigures(name: string, values: readonly number[], unit: string, most?: number): readonly Figure[] {
  const spread = spreadOf(values)
  return [
    { name, value: spread.median, unit: `${unit}, median`, ...(most === undefined ? {} : { most }) },
    { name: '    least', value: spread.least, unit },
    { name: '    most', value: spread.most, unit },
  ]
}
