import { keysOf } from '../../../src/store/redis/keys.ts'
import { seeded } from '../../../src/verify/chance.ts'
import type { PlannedRun } from '../../../src/verify/planned-run.ts'
import { type RedisServer, startRedis } from '../../../test/redis/start-redis.ts'
import { startInstallation } from '../../chaos/installation.ts'
import type { Figure } from '../figure.ts'
import type { KeyKind } from '../key-kinds.ts'
import { memoryByKind } from '../memory-by-kind.ts'
import type { Part, PartOptions } from '../part.ts'
import { untilQuiet } from '../quiet.ts'
import { redisUsage } from '../redis-usage.ts'
import { sendLoad } from '../send-load.ts'
import { requestsOf, runsOf } from '../traffic.ts'
import { weakRun } from '../weak-run.ts'

const runsCount = 1_500
const patternsCount = 500

export const memory: Part = {
  name: 'memory',
  what: 'what an open trace, a settled one, its ledger and a pattern need of the memory of Redis',
  measure: async (options) => [...(await whileOpen(options)), ...(await onceSettled(options))],
}

async function whileOpen({ seed }: PartOptions): Promise<readonly Figure[]> {
  return withStore({ RUN_SETTLE: '10m', RUN_IDLE: '30m' }, async (server, send) => {
    const before = await redisUsage(server)
    const runs = runsOf(seed, runsCount, Date.now())
    await send(runs)
    const after = await redisUsage(server)
    const bytes = after.memoryBytes - before.memoryBytes
    return [
      { name: 'an open trace', value: bytes / tracesOf(runs), unit: 'bytes' },
      { name: 'an open trace, per span', value: bytes / spansOf(runs), unit: 'bytes' },
    ]
  })
}

async function onceSettled({ seed, progress }: PartOptions): Promise<readonly Figure[]> {
  return withStore({ RUN_SETTLE: '1s' }, async (server, send) => {
    const runs = runsOf(seed, runsCount, Date.now())
    const used = await redisUsage(server)
    await send(runs)
    await untilQuiet(server)
    const settled = await memoryByKind(server)
    const known = Number(await server.command('HLEN', keysOf('').tenant('default', 'patterns')))
    progress(`${known} patterns; used_memory grew by ${(await redisUsage(server)).memoryBytes - used.memoryBytes}`)
    progress(JSON.stringify([...settled]))
    await send(patternRuns(seed))
    await untilQuiet(server)
    const more = await memoryByKind(server)
    progress(JSON.stringify([...more]))
    const traces = tracesOf(runs)
    const perTrace = (...kinds: readonly KeyKind[]) => sumOf(settled, kinds) / traces
    const grown = (sumOf(more, ['pattern']) - sumOf(settled, ['pattern'])) / patternsCount
    return [
      { name: 'a settled trace within the late window', value: perTrace(...forAnHour, ...forDays), unit: 'bytes' },
      { name: 'of it, for the late window: facts', value: perTrace(...forAnHour), unit: 'bytes' },
      { name: 'of it, until the dedupe horizon', value: perTrace(...forDays), unit: 'bytes' },
      ...forDays.map((kind) => ({ name: `  ${kind}`, value: perTrace(kind), unit: 'bytes' })),
      { name: 'patterns that were seen again and again', value: known, unit: '' },
      { name: 'such a pattern', value: sumOf(settled, ['pattern']) / known, unit: 'bytes' },
      { name: 'a pattern that was seen once', value: grown, unit: 'bytes' },
      { name: 'agents and baselines, all of them', value: sumOf(settled, ['agent and baseline']), unit: 'bytes' },
    ]
  })
}

const forAnHour: readonly KeyKind[] = ['facts']
const forDays: readonly KeyKind[] = ['trace', 'ledger', 'run record', 'run index', 'schedule']

function sumOf(bytes: ReadonlyMap<KeyKind, number>, kinds: readonly KeyKind[]): number {
  return kinds.reduce((sum, kind) => sum + (bytes.get(kind) ?? 0), 0)
}

/** Each of a signature of its own, of one agent. */
function patternRuns(seed: number): readonly PlannedRun[] {
  const chance = seeded(`patterns/${seed}`)
  return Array.from({ length: patternsCount }, (_, index) =>
    weakRun({ chance, agent: 'workshop', tool: `tool_${index}`, user: `user-${index % 40}`, nowMs: Date.now() }),
  )
}

function tracesOf(runs: readonly PlannedRun[]): number {
  return new Set(runs.flatMap(({ spans }) => spans.map(({ traceId }) => traceId))).size
}

function spansOf(runs: readonly PlannedRun[]): number {
  return runs.reduce((sum, { spans }) => sum + spans.length, 0)
}

type Send = (runs: readonly PlannedRun[]) => Promise<void>

async function withStore<T>(
  settings: Readonly<Record<string, string>>,
  work: (server: RedisServer, send: Send) => Promise<T>,
): Promise<T> {
  const server = await startRedis()
  try {
    const installation = await startInstallation(1, { urlOf: () => server.url }, settings)
    try {
      return await work(server, (runs) => sendLoad(installation.subject.replicas, requestsOf(runs)))
    } finally {
      await installation.stop()
    }
  } finally {
    await server.stop()
  }
}
