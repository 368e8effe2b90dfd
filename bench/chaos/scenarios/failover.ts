import { eventually } from '../../../test/redis/eventually.ts'
import type { ChaosStore } from '../chaos-store.ts'
import type { Installation } from '../installation.ts'
import { lostRows } from '../lost-rows.ts'
import type { During, Scenario } from '../scenario.ts'

/** Health looks at a store that is well every ten seconds. */
const noticedMs = 20_000

/**
 * For a moment the replica is not told of what is written, then the primary is lost. The address that replicas know leads
 * to the new primary, as a floating address or a sentinel would see to.
 */
async function failOver({ replicated, proxies }: ChaosStore, { mark, pause }: During): Promise<void> {
  if (replicated === null) throw new Error('expected a store with a replica')
  await pause(5_000)
  await replicated.replica.command('REPLICAOF', '127.0.0.1', '1')
  mark('gone')
  await pause(1_000)
  await replicated.primary.kill('SIGKILL')
  await pause(1_000)
  await replicated.promote()
  for (const proxy of proxies) proxy.leadTo(replicated.replica.port)
  mark('back')
}

export const failoverWithWait: Scenario = {
  name: 'failover-with-wait',
  what: 'the primary is lost and its replica, which lags, takes over; every write had waited for it: nothing is lost',
  ...{ store: 'replicated', replicas: 2, settings: () => ({ REDIS_DURABILITY: 'replica' }) },
  // The new primary has no replica: from then on nothing can be promised, until it is told to promise less.
  play: ({ store, installation, underLoad }) =>
    underLoad({ seconds: 12 }, async (during) => {
      await failOver(store, during)
      await followAgain(store, during)
      await during.pause(noticedMs)
      const lost = await lostAsTold(installation)
      if (lost !== 0) during.wrong(`${lost} rows are counted as lost, expected none`)
    }),
}

export const failoverWithoutWait: Scenario = {
  name: 'failover-without-wait',
  what: 'the primary is lost and its replica, which lags, takes over; writes waited for nobody: what is lost is counted',
  ...{ store: 'replicated', replicas: 2 },
  play: ({ store, installation, underLoad }) =>
    underLoad({ seconds: 12, mayLose: true, patienceMs: 40_000 }, async (during) => {
      await failOver(store, during)
      await eventually('it is noticed that rows were lost', noticedMs, async () => {
        return ((await lostAsTold(installation)) ?? 0) > 0
      }).catch((error: Error) => during.wrong(error.message))
      during.note(`${await lostAsTold(installation)} rows counted as lost`)
    }),
}

/** The one that was lost comes back as a replica of the new primary. */
async function followAgain({ replicated }: ChaosStore, { pause }: During): Promise<void> {
  await pause(500)
  await replicated?.primary.start({ settings: { replicaof: `127.0.0.1 ${replicated.replica.port}` } })
}

/** The most that any replica tells. */
async function lostAsTold({ replicas }: Installation): Promise<number | null> {
  const told = (await Promise.all(replicas.map(lostRows))).filter((rows) => rows !== null)
  return told.length === 0 ? null : Math.max(...told)
}
