import type { Scenario } from '../scenario.ts'

export const storeOutOfMemory: Scenario = {
  name: 'store-out-of-memory',
  what: 'Redis has no memory left for writes for a while',
  ...{ store: 'single', replicas: 2 },
  play: ({ full, store: { primary }, underLoad }) =>
    underLoad({ seconds: full ? 60 : 12 }, async ({ mark, pause }) => {
      await pause(4_000)
      const used = Number((await primary.info('memory')).get('used_memory'))
      mark('gone')
      await primary.command('CONFIG', 'SET', 'maxmemory', used)
      await pause(full ? 30_000 : 4_000)
      await primary.command('CONFIG', 'SET', 'maxmemory', 0)
      mark('back')
    }),
}
