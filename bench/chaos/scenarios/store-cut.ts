import type { Scenario } from '../scenario.ts'

export const storeCut: Scenario = {
  name: 'store-cut',
  what: 'every twentieth reply of Redis is lost with its connection: what was done is not known',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 10 }, async ({ pause }) => {
      await pause(3_000)
      store.fault({ kind: 'cutBeforeReply', every: 20 })
      await pause(full ? 40_000 : 6_000)
      store.fault({ kind: 'pass' })
    }),
}
