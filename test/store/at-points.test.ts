import { expect, it } from 'vitest'
import { atPoints, type StorePoint, storePoints } from '../../src/store/at-points.ts'
import { openEmbeddedStore } from '../../src/store/embedded/open.ts'
import { lateStore } from '../../src/store/late-store.ts'
import { noon, openCandidate, tenant } from './builders.ts'

it('comes by every point in the order of the protocol, and by none where there is nothing to do', async () => {
  const reached: StorePoint[] = []
  const bare = await openEmbeddedStore({ path: ':memory:', settleMs: 15_000, idleMs: 900_000 })
  const store = atPoints(bare, (point) => reached.push(point))
  await store.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 1 })
  await store.outbox.pending('file', 1)
  expect(reached).toEqual([])
  await openCandidate(store, 'a')
  const [event] = await store.outbox.pending('file', 1)
  await store.outbox.confirm('file', [{ tenant, sequence: event?.sequence ?? 0 }])
  expect(reached).toEqual(storePoints)
  expect(await store.health()).toEqual({ ok: true })
  await store.close()
})

it('leaves what was asked undone where the process ends before the store hears of it, and done after', async () => {
  const bare = await openEmbeddedStore({ path: ':memory:', settleMs: 15_000, idleMs: 900_000 })
  const endsAt = (end: StorePoint) =>
    atPoints(bare, (point) => {
      if (point === end) throw new Error('the end')
    })
  await expect(openCandidate(endsAt('append:asked'), 'a')).rejects.toThrow('the end')
  expect(await bare.traces.get(tenant, 'trace-a')).toBeNull()
  await expect(openCandidate(endsAt('append:answered'), 'a')).rejects.toThrow('the end')
  expect(await bare.traces.get(tenant, 'trace-a')).toMatchObject({ state: 'open' })
  await bare.close()
})

it('asks a store that is waited for nothing before it is there', async () => {
  const late = lateStore({ open: () => new Promise(() => {}) })
  const store = atPoints(late, () => {})
  await expect(store.traces.nextDueMs()).rejects.toMatchObject({ name: 'StoreUnavailable' })
  expect(() => store.fingerprintKey).toThrow()
})
