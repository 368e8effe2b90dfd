import type { Scenario } from '../scenario.ts'

export const storeSlow: Scenario = {
  name: 'store-slow',
  what: 'every reply of Redis comes 300 ms later',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 10 }, async ({ pause }) => {
      await pause(3_000)
      store.fault({ kind: 'delay', ms: 300 })
      await pause(full ? 40_000 : 6_000)
      store.fault({ kind: 'pass' })
    }),
}
