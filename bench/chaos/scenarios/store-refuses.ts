import type { Scenario } from '../scenario.ts'

export const storeRefuses: Scenario = {
  name: 'store-refuses',
  what: 'connections to Redis are reset',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 12 }, async ({ mark, pause }) => {
      await pause(3_000)
      mark('gone')
      store.fault({ kind: 'refuse' })
      await pause(full ? 40_000 : 4_000)
      store.fault({ kind: 'pass' })
      mark('back')
    }),
}
