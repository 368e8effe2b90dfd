import { seeded } from '../../../src/verify/chance.ts'
import { readTraces } from '../../../src/verify/read-service.ts'
import { sender } from '../../../src/verify/send/sender.ts'
import { healthy } from '../../../src/verify/stories/healthy.ts'
import { eventually } from '../../../test/redis/eventually.ts'
import type { Installation } from '../installation.ts'
import type { Scenario } from '../scenario.ts'

const begins = 'deadbeef'
/** Five attempts, and as many leases where a replica is killed meanwhile. */
const quarantinedMs = 60_000

export const poisonTrace: Scenario = {
  name: 'poison-trace',
  what: 'judging a trace always throws: it is quarantined after five attempts and nobody else is affected',
  ...{ store: 'single', replicas: 2 },
  settings: { NODE_OPTIONS: `--import ${new URL('../poison-hook.ts', import.meta.url)}`, CHAOS_POISON: begins },
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
  const chance = seeded('poison')
  const startUs = (Date.now() - 60_000) * 1000
  const runs = Array.from({ length: 3 }, () => healthy.tell({ chance, startUs, label: 'poison' })).flat()
  const spans = runs.flatMap((run) => run.spans)
  const poison = spans.map((span) => ({ ...span, traceId: `${begins}${span.traceId.slice(begins.length)}` }))
  const sending = sender({ ...replica, key: null })
  try {
    const answer = await sending.send({ index: 0, phase: 'main', transport: 'grpc', broken: 0, spans: poison })
    if (answer.kind !== 'acknowledged') throw new Error('the poison was not taken')
  } finally {
    sending.close()
  }
  return [...new Set(poison.map(({ traceId }) => traceId))]
}
