import type { Scenario } from '../scenario.ts'

export const storeReadOnly: Scenario = {
  name: 'store-read-only',
  what: 'Redis becomes a replica of nobody and takes no writes for a while',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store: { primary }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 12 }, async ({ mark, pause }) => {
      await pause(4_000)
      mark('gone')
      await primary.command('REPLICAOF', '127.0.0.1', 1)
      await pause(full ? 30_000 : 4_000)
      await primary.command('REPLICAOF', 'NO', 'ONE')
      mark('back')
    }),
}
