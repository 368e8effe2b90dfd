import { readinessOf } from '../readiness-of.ts'
import type { Scenario } from '../scenario.ts'

export const storeAbsent: Scenario = {
  name: 'store-absent',
  what: 'Redis is not there when the replicas start, and comes later',
  ...{ store: 'single', replicas: 2, storeAtStart: 'away' },
  play: ({ full, store, installation: { replicas }, underLoad }) =>
    underLoad({ seconds: full ? 40 : 10 }, async ({ mark, pause, wrong, note }) => {
      mark('gone')
      await pause(full ? 20_000 : 4_000)
      for (const replica of replicas) {
        const readiness = await readinessOf(replica)
        if (readiness.ready) wrong('a replica said that it was ready without its store')
        note(readiness.reason)
      }
      await store.primary.start()
      mark('back')
    }),
}
