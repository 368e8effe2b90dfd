import { eventually } from '../../../test/redis/eventually.ts'
import { nothingWrong } from '../outcome.ts'
import { readinessOf } from '../readiness-of.ts'
import type { Scenario } from '../scenario.ts'
import { sendSound } from '../send-sound.ts'

/** Readiness has five seconds of grace. */
const noticedMs = 10_000

export const storeFlushed: Scenario = {
  name: 'store-flushed',
  what: 'somebody empties Redis: from that moment on nothing is accepted, and every replica refuses it by name',
  ...{ store: 'single', replicas: 2 },
  play: async ({ full, store, installation: { replicas }, underLoad }) => {
    const before = await underLoad({ seconds: full ? 30 : 3 }, async () => {})
    await store.primary.command('FLUSHALL')
    const sent = { acknowledged: 0, refused: 0 }
    const readiness = await Promise.all(
      replicas.map(async (replica, index) => {
        let told = await readinessOf(replica)
        // More and more new traces, that no replica has seen anything of, until it says that it is not ready.
        await eventually('every replica says that it is not ready', noticedMs, async () => {
          const { answer } = await sendSound(replica.listening, `flushed ${index} ${sent.refused}`)
          sent[answer.kind === 'acknowledged' ? 'acknowledged' : 'refused'] += 1
          told = await readinessOf(replica)
          return !told.ready
        }).catch(() => {})
        return told
      }),
    )
    const keys = Number(await store.primary.command('DBSIZE'))
    return {
      ...nothingWrong,
      spansLost: before.spansLost + sent.acknowledged,
      wrong: [
        ...before.wrong,
        ...readiness.flatMap(({ ready }) => (ready ? ['a replica is ready on a store that was emptied'] : [])),
        ...(keys === 0 ? [] : [`${keys} keys were written to the Redis that was emptied`]),
      ],
      facts: [
        ...before.facts,
        `${sent.refused} requests refused since, ${sent.acknowledged} acknowledged`,
        ...new Set(readiness.map(({ reason }) => reason)),
      ],
    }
  },
}
