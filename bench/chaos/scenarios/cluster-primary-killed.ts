import { eventually } from '../../../test/redis/eventually.ts'
import type { Scenario } from '../scenario.ts'

export const clusterPrimaryKilled: Scenario = {
  name: 'cluster-primary-killed',
  what: 'a primary of the cluster is killed, its replica takes over, and it comes back as a replica',
  ...{ store: 'cluster', replicas: 2 },
  play: ({ full, store, underLoad }) =>
    underLoad({ seconds: full ? 60 : 20, mayLose: true }, async ({ pause, note }) => {
      const [primary] = store.cluster?.primaries ?? []
      const [heir] = store.cluster?.replicas ?? []
      await pause(5_000)
      await primary?.kill('SIGKILL')
      const before = Date.now()
      await eventually('the replica takes over', 30_000, async () => {
        return (await heir?.info('replication'))?.get('role') === 'master'
      })
      note(`taken over after ${Date.now() - before} ms`)
      await primary?.start()
    }),
}
