import { setTimeout as sleep } from 'node:timers/promises'
import { type ChaosStore, startChaosStore } from '../../chaos/chaos-store.ts'
import type { SeenCommand } from '../../chaos/fault-proxy.ts'
import { startInstallation } from '../../chaos/installation.ts'
import { scriptNames } from '../../chaos/script-names.ts'
import type { Figure } from '../figure.ts'
import type { Part, PartOptions } from '../part.ts'
import { untilQuiet } from '../quiet.ts'
import { type RedisUsage, redisUsage, usedSince } from '../redis-usage.ts'
import { sendLoad } from '../send-load.ts'
import { rememberCalls, type SlotTime, slotTime } from '../slot-time.ts'
import { requestsOf, runsOf, spansIn } from '../traffic.ts'

const replicasCount = 3
const runsPerSecond = 50
const windowMs = 10_000
const idleMs = 10_000
const settings = { RUN_SETTLE: '1s' }

export const wire: Part = {
  name: 'wire',
  what: 'commands that three replicas send to Redis, and bytes in and out, per span and at rest',
  measure: async (options) => {
    const store = await startChaosStore('single', replicasCount)
    try {
      const installation = await startInstallation(replicasCount, store, settings)
      try {
        return await measureOn(store, installation.replicas, options)
      } finally {
        await installation.stop()
      }
    } finally {
      await store.stop()
    }
  },
}

type Replicas = Awaited<ReturnType<typeof startInstallation>>['replicas']

async function measureOn(
  store: ChaosStore,
  replicas: Replicas,
  { seed, progress }: PartOptions,
): Promise<readonly Figure[]> {
  const targets = replicas.map(({ listening }) => listening)
  const count = countCommands(store)
  await sendLoad(targets, requestsOf(runsOf(seed, 300, Date.now())))
  await untilQuiet(store.primary)
  const idle = await during(store, count, () => sleep(idleMs))
  const requests = requestsOf(runsOf(seed + 1, (runsPerSecond * windowMs) / 1000, Date.now()))
  await rememberCalls(store.primary)
  const loaded = await during(store, count, async () => {
    await sendLoad(targets, requests, windowMs)
    await untilQuiet(store.primary)
  })
  progress(`idle, a second: ${tell(idle.byName, idle.seconds)}`)
  progress(`per span: ${tell(loaded.byName, spansIn(requests))}`)
  return [...figuresOf(idle, loaded, spansIn(requests)), ...timesOf(await slotTime(store.primary), spansIn(requests))]
}

interface Wire extends RedisUsage {
  readonly commands: number
  readonly byName: ReadonlyMap<string, number>
  readonly seconds: number
}

/** What goes to Redis, by the name of the script or the command. */
function countCommands(store: ChaosStore): Map<string, number> {
  const counts = new Map<string, number>()
  const names = scriptNames()
  const note = ({ name, script }: SeenCommand) => {
    const what = script === null ? name : (names.get(script) ?? name)
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  for (const proxy of store.proxies) {
    proxy.watch((moment, command) => {
      if (moment === 'before') note(command)
      return 'pass'
    })
  }
  return counts
}

async function during(store: ChaosStore, count: Map<string, number>, work: () => Promise<unknown>): Promise<Wire> {
  const before = await redisUsage(store.primary)
  const startMs = performance.now()
  count.clear()
  await work()
  const byName = new Map(count)
  const seconds = (performance.now() - startMs) / 1000
  const commands = [...byName.values()].reduce((sum, one) => sum + one, 0)
  return { ...usedSince(before, await redisUsage(store.primary)), commands, byName, seconds }
}

/** Under load with what the replicas would have asked at rest, and without it. */
function figuresOf(idle: Wire, loaded: Wire, spans: number): readonly Figure[] {
  const per = (part: 'commands' | 'bytesIn' | 'bytesOut') => loaded[part] / spans
  const more = (part: 'commands' | 'bytesIn' | 'bytesOut') =>
    (loaded[part] - (idle[part] / idle.seconds) * loaded.seconds) / spans
  return [
    { name: 'commands per span, with what is asked at rest', value: per('commands'), unit: '' },
    { name: 'commands per span', value: more('commands'), unit: '' },
    { name: 'bytes into Redis per span', value: more('bytesIn'), unit: 'bytes' },
    { name: 'bytes out of Redis per span', value: more('bytesOut'), unit: 'bytes' },
    { name: 'commands of an idle replica', value: idle.commands / idle.seconds / replicasCount, unit: 'a second' },
    {
      name: 'bytes into Redis of an idle replica',
      value: idle.bytesIn / idle.seconds / replicasCount,
      unit: 'a second',
    },
  ]
}

function timesOf({ partitionsUs, tenantsUs, otherUs }: SlotTime, spans: number): readonly Figure[] {
  return [
    { name: 'time of calls in partitions, per span', value: partitionsUs / spans, unit: 'us' },
    { name: 'time of calls in the slot of the tenant, per span', value: tenantsUs / spans, unit: 'us' },
    { name: 'time of other calls, per span', value: otherUs / spans, unit: 'us' },
  ]
}

const toldMax = 16

function tell(counts: ReadonlyMap<string, number>, by: number): string {
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, toldMax)
  return sorted.map(([name, count]) => `${name} ${(count / by).toFixed(2)}`).join(', ')
}
