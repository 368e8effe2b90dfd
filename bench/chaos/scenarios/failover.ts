import type { ChaosStore } from '../chaos-store.ts'
import type { During, Scenario } from '../scenario.ts'

/** The address that replicas know leads to the new primary, as a floating address or a sentinel would see to. */
async function failOver({ replicated, proxies }: ChaosStore, { mark, pause }: During): Promise<void> {
  if (replicated === null) throw new Error('expected a store with a replica')
  await pause(5_000)
  mark('gone')
  await replicated.primary.kill('SIGKILL')
  await pause(1_000)
  await replicated.promote()
  for (const proxy of proxies) proxy.leadTo(replicated.replica.port)
  mark('back')
}

export const failoverWithWait: Scenario = {
  name: 'failover-with-wait',
  what: 'the primary is lost and its replica takes over; every write had waited for the replica',
  ...{ store: 'replicated', replicas: 2, settings: { REDIS_DURABILITY: 'replica' } },
  // The new primary has no replica: from then on nothing can be promised, until it is told to promise less.
  play: ({ store, installation: { replicas }, underLoad }) =>
    underLoad({ seconds: 12 }, async (during) => {
      await failOver(store, during)
      await followAgain(store, during)
      during.note(`${replicas.length} replicas`)
    }),
}

export const failoverWithoutWait: Scenario = {
  name: 'failover-without-wait',
  what: 'the primary is lost and its replica takes over; writes had waited for nobody, the last ones may be lost',
  ...{ store: 'replicated', replicas: 2 },
  play: ({ store, underLoad }) => underLoad({ seconds: 12, mayLose: true }, (during) => failOver(store, during)),
}

/** The one that was lost comes back as a replica of the new primary. */
async function followAgain({ replicated }: ChaosStore, { pause }: During): Promise<void> {
  await pause(500)
  await replicated?.primary.start({ settings: { replicaof: `127.0.0.1 ${replicated.replica.port}` } })
}
