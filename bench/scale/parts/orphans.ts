import { eventually } from '../../../test/redis/eventually.ts'
import type { RedisServer } from '../../../test/redis/start-redis.ts'
import { startChaosStore } from '../../chaos/chaos-store.ts'
import { deathsAt, isDead } from '../../chaos/deaths.ts'
import { type Installation, startInstallation } from '../../chaos/installation.ts'
import { type Figure, quantile } from '../figure.ts'
import type { Part, PartOptions } from '../part.ts'
import { sendLoad } from '../send-load.ts'
import { committedTimes, leasedTraces } from '../trace-times.ts'
import { requestsOf, runsOf } from '../traffic.ts'

const redoneMsMax = 35_000
const patienceMs = 60_000
const runsCount = 200
/** It has claimed, and has not committed. */
const settings = deathsAt(['claim:after 1'])

export const orphans: Part = {
  name: 'orphans',
  what: 'one of three replicas is killed with SIGKILL while it judges the traces it has claimed: until others have done so',
  measure: async (options) => {
    const store = await startChaosStore('single', 0)
    try {
      const installation = await startInstallation(3, { urlOf: () => store.primary.url }, settings)
      try {
        return await measureOn(store.primary, installation, options)
      } finally {
        await installation.stop()
      }
    } finally {
      await store.stop()
    }
  },
}

async function measureOn(
  server: RedisServer,
  { replicas, subject }: Installation,
  { seed }: PartOptions,
): Promise<readonly Figure[]> {
  const runs = runsOf(seed, runsCount, Date.now())
  const traceIds = [...new Set(runs.flatMap(({ spans }) => spans.map(({ traceId }) => traceId)))]
  await sendLoad(subject.replicas, requestsOf(runs))
  await eventually('a replica with claims is dead', patienceMs, async () => replicas.some(isDead))
  const diedMs = Date.now()
  await eventually('only the dead one has claims', patienceMs, async () => {
    const [first, second] = [await leasedTraces(server, traceIds), await later(() => leasedTraces(server, traceIds))]
    return first.length > 0 && first.join() === second.join()
  })
  const orphaned = await leasedTraces(server, traceIds)
  await eventually('every orphaned trace is committed', patienceMs, async () => {
    return (await committedTimes(server, orphaned)).every((time) => time !== null)
  })
  const times = await committedTimes(server, orphaned)
  const redone = times.flatMap((time) => (time === null ? [] : [time - diedMs]))
  return [
    { name: 'orphaned traces', value: orphaned.length, unit: '' },
    { name: 'until one was redone, median', value: quantile(redone, 0.5), unit: 'ms' },
    { name: 'until the last one was redone', value: quantile(redone, 1), unit: 'ms', most: redoneMsMax },
  ]
}

/** Longer than the others need for what they have claimed. */
async function later<T>(work: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  return work()
}
