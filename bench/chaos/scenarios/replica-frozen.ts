import type { Scenario } from '../scenario.ts'

/** Longer than the lease that a replica has on what it works at. */
const frozenMs = 33_000

export const replicaFrozen: Scenario = {
  name: 'replica-frozen',
  what: 'one of three replicas is frozen with SIGSTOP past its leases and woken: what it then commits is stale',
  ...{ store: 'single', replicas: 3 },
  play: ({ full, installation: { replicas }, underLoad }) => {
    const times = full ? 3 : 1
    return underLoad({ seconds: times * 40 }, async ({ pause }) => {
      for (const replica of replicas.slice(0, times)) {
        await pause(2_000)
        replica.freeze()
        await pause(frozenMs)
        replica.wake()
      }
    })
  },
}
