import type { OwnService } from '../../../src/verify/own-service.ts'
import { nothingWrong } from '../outcome.ts'
import { readinessOf } from '../readiness-of.ts'
import type { Scenario } from '../scenario.ts'

/** The store is checked every ten seconds, and readiness has five seconds of grace. */
const noticedMs = 20_000

export const storeFlushed: Scenario = {
  name: 'store-flushed',
  what: 'somebody empties Redis: it is no longer the store that it was, and every replica refuses it',
  ...{ store: 'single', replicas: 2 },
  play: async ({ store, installation: { replicas }, underLoad }) => {
    const before = await underLoad({ seconds: 3 }, async () => {})
    await store.primary.command('FLUSHALL')
    const readiness = await Promise.all(replicas.map(refused))
    const ready = readiness.filter(({ ready }) => ready).map(() => 'a replica is ready on a store that was emptied')
    const reasons = readiness.map(({ reason }) => reason)
    return { ...nothingWrong, wrong: [...before.wrong, ...ready], facts: [...before.facts, ...reasons] }
  },
}

async function refused(replica: OwnService) {
  const until = Date.now() + noticedMs
  for (;;) {
    const readiness = await readinessOf(replica)
    if (!readiness.ready || Date.now() > until) return readiness
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
