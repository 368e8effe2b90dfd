import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../../src/verify/chance.ts'
import type { PlannedRun } from '../../../src/verify/planned-run.ts'
import { readService } from '../../../src/verify/read-service.ts'
import { eventually } from '../../../test/redis/eventually.ts'
import { type RedisServer, startRedis } from '../../../test/redis/start-redis.ts'
import { type Installation, startInstallation } from '../../chaos/installation.ts'
import { type Figure, quantile } from '../figure.ts'
import type { Part, PartOptions } from '../part.ts'
import { untilQuiet } from '../quiet.ts'
import { sendLoad } from '../send-load.ts'
import { committedTimes } from '../trace-times.ts'
import { weakRun } from '../weak-run.ts'

const deliveredMsMax = 2_000
const lessons = 150
/** The policy asks for three runs of three people: the third run of each lesson opens its candidate. */
const runsBefore = 2
const spreadMs = 15_000
const patienceMs = 30_000
const lookMs = 10

export const delivery: Part = {
  name: 'delivery',
  what: 'from the commit that makes a lesson a candidate to the candidate at every sink, three replicas',
  measure: async (options) => {
    const server = await startRedis()
    try {
      const installation = await startInstallation(3, { urlOf: () => server.url })
      try {
        return await measureOn(server, installation, options)
      } finally {
        await installation.stop()
      }
    } finally {
      await server.stop()
    }
  },
}

async function measureOn(
  server: RedisServer,
  installation: Installation,
  { seed, progress }: PartOptions,
): Promise<readonly Figure[]> {
  const { replicas } = installation.subject
  const chance = seeded(`delivery/${seed}`)
  const round = (user: number) =>
    Array.from({ length: lessons }, (_, lesson) =>
      weakRun({ chance, agent: `agent-${lesson}`, tool: 'charge', user: `user-${user}`, nowMs: Date.now() }),
    )
  for (let user = 0; user < runsBefore; user += 1) await sendRuns(replicas, round(user))
  await untilQuiet(server)
  const watch = watchSinks(installation)
  const last = round(runsBefore)
  await sendRuns(replicas, last, spreadMs)
  await untilQuiet(server)
  const opened = await candidatesOf(installation, last)
  await eventually('every sink has every candidate', patienceMs, async () => {
    return watch.sinks().every((seen) => [...opened.keys()].every((id) => seen.has(id)))
  })
  await watch.stop()
  const commits = await committedTimes(server, last.map(traceOf))
  const committed = new Map(last.map(({ expected }, index) => [expected.agent, commits[index] ?? null]))
  const took = watch.sinks().flatMap((seen) =>
    [...opened].flatMap(([id, agent]) => {
      const [from, to] = [committed.get(agent) ?? null, seen.get(id)]
      return from === null || to === undefined ? [] : [to - from]
    }),
  )
  progress(`${opened.size} candidates, ${took.length} times, slowest ${quantile(took, 1)} ms`)
  return [
    { name: 'candidates', value: opened.size, unit: '' },
    { name: 'from commit to a sink, median', value: quantile(took, 0.5), unit: 'ms' },
    { name: 'from commit to a sink, p99', value: quantile(took, 0.99), unit: 'ms', most: deliveredMsMax },
    { name: 'from commit to a sink, slowest', value: quantile(took, 1), unit: 'ms' },
  ]
}

/** Each run in a request of its own, so that they come one by one. */
function sendRuns(
  replicas: Installation['subject']['replicas'],
  runs: readonly PlannedRun[],
  overMs = 0,
): Promise<void> {
  return sendLoad(
    replicas,
    runs.map(({ spans }) => spans),
    overMs,
  )
}

function traceOf({ expected }: PlannedRun): string {
  return expected.traceIds[0] ?? ''
}

/** The agents of the candidates by their ids. */
async function candidatesOf(
  { subject }: Installation,
  runs: readonly PlannedRun[],
): Promise<ReadonlyMap<string, string>> {
  const [replica] = subject.replicas
  if (replica === undefined) throw new Error('expected a replica')
  const agents = runs.map(({ expected }) => expected.agent)
  const { candidates } = await readService({ api: replica.api, key: null }, { agents, traceIds: [] })
  if (candidates.length < runs.length) throw new Error(`saw ${candidates.length} candidates, expected ${runs.length}`)
  return new Map(candidates.map(({ id, agent }) => [id, agent]))
}

interface SinkWatch {
  /** Of each sink, when it was first told of a candidate. */
  sinks(): readonly ReadonlyMap<string, number>[]
  stop(): Promise<void>
}

function watchSinks({ subject }: Installation): SinkWatch {
  const seen: Map<string, number>[] = []
  let stopped = false
  const look = () => {
    const nowMs = Date.now()
    for (const [index, { events }] of (subject.sinks?.() ?? []).entries()) {
      const times = seen[index] ?? new Map<string, number>()
      seen[index] = times
      for (const { candidateId } of events) if (!times.has(candidateId)) times.set(candidateId, nowMs)
    }
  }
  const watching = (async () => {
    while (!stopped) {
      look()
      await sleep(lookMs)
    }
  })()
  return {
    sinks: () => seen,
    stop: async () => {
      stopped = true
      await watching
    },
  }
}
