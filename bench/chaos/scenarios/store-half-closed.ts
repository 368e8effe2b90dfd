import type { Scenario } from '../scenario.ts'

export const storeHalfClosed: Scenario = {
  name: 'store-half-closed',
  what: 'the half of each connection that comes from Redis is ended',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 12 }, async ({ mark, pause }) => {
      await pause(3_000)
      mark('gone')
      store.fault({ kind: 'halfClose' })
      await pause(full ? 40_000 : 4_000)
      store.fault({ kind: 'pass' })
      mark('back')
    }),
}
