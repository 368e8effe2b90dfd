import type { Scenario } from '../scenario.ts'

export const storeBlackHole: Scenario = {
  name: 'store-black-hole',
  what: 'nothing comes through between replicas and Redis, and what was sent arrives at the end',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 16 }, async ({ mark, pause }) => {
      await pause(3_000)
      mark('gone')
      store.fault({ kind: 'blackHole' })
      await pause(full ? 40_000 : 6_000)
      store.fault({ kind: 'pass' })
      mark('back')
    }),
}
