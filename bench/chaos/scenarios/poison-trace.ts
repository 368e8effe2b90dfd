import { readTraces } from '../../../src/verify/read-service.ts'
import { eventually } from '../../../test/redis/eventually.ts'
import type { Installation } from '../installation.ts'
import type { Scenario } from '../scenario.ts'
import { sendSound } from '../send-sound.ts'

const begins = 'deadbeef'
/** Five attempts with their pauses, and as many leases where a replica is killed meanwhile. */
const quarantinedMs = 60_000

export const poisonTrace: Scenario = {
  name: 'poison-trace',
  what: 'judging a trace always throws: it is quarantined after five attempts and nobody else is affected',
  ...{ store: 'single', replicas: 2 },
  settings: () => ({
    NODE_OPTIONS: `--import ${new URL('../poison-hook.ts', import.meta.url)}`,
    CHAOS_POISON: begins,
  }),
  play: ({ full, installation, underLoad }) =>
    underLoad({ seconds: full ? 60 : 6 }, async ({ wrong }) => {
      const traceIds = await sendPoison(installation)
      const service = { api: installation.subject.replicas[0]?.api ?? '', key: null }
      await eventually('every poisoned trace is quarantined', quarantinedMs, async () => {
        const traces = await readTraces(service, traceIds)
        return traces.every((trace) => trace?.state === 'quarantined')
      }).catch((error: Error) => wrong(error.message))
    }),
}

/** Some sound runs whose traces the replicas choke on. Answers the ids of the traces. */
async function sendPoison({ subject }: Installation): Promise<readonly string[]> {
  const [replica] = subject.replicas
  if (replica === undefined) throw new Error('expected a replica')
  const sent = await Promise.all([1, 2, 3].map((number) => sendSound(replica, `poison ${number}`, begins)))
  if (sent.some(({ answer }) => answer.kind !== 'acknowledged')) throw new Error('the poison was not taken')
  return sent.flatMap(({ traceIds }) => traceIds)
}
