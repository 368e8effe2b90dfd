import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/contract.ts'
import { day, noon, openCandidate, review, tenant } from './builders.ts'
import { contractOptions, type OpenStore } from './contract-suite.ts'

export function outboxContract(name: string, open: OpenStore): void {
  describe(`${name}: dead letters and the list of events`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
      for (const signature of ['a', 'b', 'c']) await openCandidate(store, signature)
    })
    afterEach(() => store.close())

    const pending = async (sink: string, limit = 10) =>
      (await store.outbox.pending(sink, limit)).map(({ sequence }) => sequence)
    const bury = (sink: string, sequence: number) =>
      store.outbox.bury(sink, { tenant, sequence }, 'status 500', 8, noon)
    const dead = async () =>
      (await store.outbox.deadLetters(tenant, null, 10)).map(({ sink, event }) => [sink, event.sequence])

    it('sets an event aside for one sink, which goes on with the next', async () => {
      expect(await pending('one')).toEqual([1, 2, 3])
      await bury('one', 1)
      expect(await pending('one')).toEqual([2, 3])
      expect(await pending('one', 1)).toEqual([2])
      expect(await pending('two')).toEqual([1, 2, 3])
      const [letter] = await store.outbox.deadLetters(tenant, null, 10)
      const [event] = await store.outbox.pending('two', 1)
      expect(letter).toEqual({ sink: 'one', event, attempts: 8, reason: 'status 500', diedMs: noon })
    })

    it('keeps a dead letter while the sink confirms later ones, also one in the middle', async () => {
      await bury('one', 2)
      await store.outbox.confirm('one', [{ tenant, sequence: 3 }])
      expect(await pending('one')).toEqual([])
      expect(await dead()).toEqual([['one', 2]])
    })

    it('makes dead letters pending again, one or all, in the order of events', async () => {
      for (const sequence of [1, 2, 3]) await bury('one', sequence)
      await bury('two', 1)
      expect(await store.outbox.revive(tenant, 'one', 2)).toBe(1)
      expect(await pending('one')).toEqual([2])
      expect(await store.outbox.revive(tenant, 'one', 2)).toBe(0)
      expect(await store.outbox.revive(tenant, 'one', null)).toBe(2)
      expect(await pending('one')).toEqual([1, 2, 3])
      expect(await pending('one', 2)).toEqual([1, 2])
      expect(await dead()).toEqual([['two', 1]])
      await store.outbox.confirm('one', [{ tenant, sequence: 2 }])
      expect(await pending('one')).toEqual([3])
      await store.outbox.confirm('one', [{ tenant, sequence: 3 }])
      expect(await pending('one')).toEqual([])
    })

    it('does not take an event for confirmed that was revived while the sink was busy with later ones', async () => {
      await bury('one', 1)
      expect(await pending('one')).toEqual([2, 3])
      await store.outbox.revive(tenant, 'one', null)
      await store.outbox.confirm('one', [{ tenant, sequence: 3 }])
      expect(await pending('one')).toEqual([1])
    })

    it('buries a revived event again, with its new reason', async () => {
      await bury('one', 1)
      await store.outbox.revive(tenant, 'one', 1)
      await store.outbox.bury('one', { tenant, sequence: 1 }, 'still', 3, noon + 1)
      expect(await pending('one')).toEqual([2, 3])
      expect(await store.outbox.deadLetters(tenant, null, 10)).toMatchObject([
        { reason: 'still', attempts: 3, diedMs: noon + 1 },
      ])
    })

    it('changes nothing when it is buried twice, and buries nothing that is not pending', async () => {
      await bury('one', 1)
      await store.outbox.bury('one', { tenant, sequence: 1 }, 'other', 9, noon + 1)
      expect(await store.outbox.deadLetters(tenant, null, 10)).toMatchObject([{ reason: 'status 500', attempts: 8 }])
      await store.outbox.confirm('one', [{ tenant, sequence: 2 }])
      await bury('one', 2)
      await bury('one', 99)
      expect(await dead()).toEqual([['one', 1]])
      expect(await pending('one')).toEqual([3])
    })

    it('keeps what a dead letter is about for as long as it waits', async () => {
      await bury('one', 1)
      await store.outbox.confirm('one', [{ tenant, sequence: 3 }])
      await store.traces.expire(noon + 80 * day)
      expect(await dead()).toEqual([['one', 1]])
      await store.outbox.revive(tenant, 'one', null)
      expect(await pending('one')).toEqual([1])
    })

    it('lists the events of a tenant after any sequence, whatever sinks confirmed, for seven days', async () => {
      await store.outbox.confirm('one', [{ tenant, sequence: 3 }])
      const since = async (of: string, sequence: number, limit = 10) =>
        (await store.outbox.since(of, sequence, limit)).map((event) => event.sequence)
      expect(await since(tenant, 0)).toEqual([1, 2, 3])
      expect(await since(tenant, 1, 1)).toEqual([2])
      expect(await since(tenant, 3)).toEqual([])
      expect(await since('other', 0)).toEqual([])
      await store.traces.expire(noon + 7 * day - 1)
      expect(await since(tenant, 0)).toEqual([1, 2, 3])
      await store.traces.expire(noon + 7 * day)
      expect(await since(tenant, 0)).toEqual([])
    })

    it('knows the newest sequence, also when its event is gone', async () => {
      expect(await store.outbox.newest(tenant)).toBe(3)
      const [{ candidate } = { candidate: null }] = await store.outbox.since(tenant, 0, 1)
      await store.candidates.review(review(candidate?.id ?? '', 'accept'))
      expect(await store.outbox.newest(tenant)).toBe(4)
      await store.traces.expire(noon + 30 * day)
      expect(await store.outbox.newest(tenant)).toBe(4)
    })

    it('drops old events also when there is no sink at all', async () => {
      await store.traces.expire(noon + 7 * day)
      expect(await pending('new')).toEqual([])
    })
  })

  it(`${name}: has no newest event before the first one`, async () => {
    const store = await open(contractOptions)
    expect(await store.outbox.newest(tenant)).toBe(0)
    await store.close()
  })
}
