import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/contract.ts'
import {
  chunk,
  claimTrace,
  commitOf,
  contribution,
  day,
  decisionOn,
  hour,
  judge,
  noon,
  openCandidate,
  pattern,
  runRecord,
  span,
  tenant,
} from './builders.ts'
import { contractOptions, type OpenStore } from './contract-suite.ts'

const other = 'other'

/** Tenants know nothing of each other, whatever names and ids they use; an agent and a service of one name are two. */
export function tenantContract(name: string, open: OpenStore): void {
  describe(`${name}: two tenants with the same ids and names`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
    })
    afterEach(() => store.close())

    it('have their own counts of traces, facts, runs and of what was cut or late', async () => {
      await judge(store, 't1', { runs: [runRecord('r1', 't1')] })
      await store.traces.append({ chunks: [chunk('t1', [span('a'), span('b')], { tenant: other })], receivedMs: noon })
      const late = { chunks: [chunk('t1', [span('late')])], receivedMs: noon + 2 * day }
      expect(await store.traces.append(late)).toMatchObject({ late: 1 })
      const mine = { open: 0, settled: 1, facts: 1, runs: 1, lateFacts: 1 }
      const theirs = { open: 1, settled: 0, facts: 2, runs: 0, lateFacts: 0 }
      expect(await store.traces.counts(tenant)).toMatchObject(mine)
      expect(await store.traces.counts(other)).toMatchObject(theirs)
      expect(await store.traces.counts(null)).toMatchObject({ open: 1, settled: 1, facts: 3, runs: 1, lateFacts: 1 })
      expect(await store.traces.counts('nobody')).toEqual({
        ...{ open: 0, settled: 0, quarantined: 0, facts: 0, runs: 0, cutFacts: 0, lateFacts: 0 },
        ...{ unfedRuns: 0, overflowRuns: 0, lostEvents: 0, lostDeadLetters: 0, lostRows: 0 },
      })
    })

    it('count what they opened: a trace once', async () => {
      const receive = (of: string, traceId: string, spanId: string) =>
        store.traces.append({ chunks: [chunk(traceId, [span(spanId)], { tenant: of })], receivedMs: noon })
      expect(await receive(tenant, 't1', 'a')).toMatchObject({ opened: 1 })
      expect(await receive(tenant, 't1', 'b')).toMatchObject({ opened: 0 })
      expect(await receive(other, 't1', 'a')).toMatchObject({ opened: 1 })
      const both = { chunks: [chunk('t1', [span('c')]), chunk('t2', [span('c')])], receivedMs: noon }
      expect(await store.traces.append(both)).toMatchObject({ opened: 1 })
    })

    it('have patterns, candidates and caps of their own', async () => {
      const mine = await openCandidate(store, 'a')
      await seeAsOther(store, 'trace-a', 6)
      const theirs = await openAsOther(store)
      expect(theirs).not.toBe(mine.id)
      expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(4)
      expect((await store.patterns.get(other, 'a'))?.runs).toBe(6)
    })

    it('count what found no place at the cap, until it is taken back', async () => {
      const full = Array.from({ length: contractOptions.patternsPerTenant }, (_, i) => pattern(`p${i}`))
      await judge(store, 'full', { ledger: [contribution('x', full), contribution('y', full)] })
      const over = ['a', 'b', 'c'].map((signature) => pattern(signature))
      await judge(store, 'over', { ledger: [contribution('z', over)] })
      const overflow = async (of: string | null) => (await store.traces.counts(of)).overflowRuns
      expect([await overflow(tenant), await overflow(other), await overflow(null)]).toEqual([3, 0, 3])
      await seeAsOther(store, 'over', 1)
      expect((await store.patterns.get(other, 'a'))?.runs).toBe(1)
      await judge(store, 'over', { ledger: [contribution('z', over.slice(1))] })
      expect(await overflow(tenant)).toBe(2)
    })

    it('have sequences of their own, and a sink has a mark in each', async () => {
      await openCandidate(store, 'a')
      await openCandidate(store, 'b')
      await seeAsOther(store, 'trace-a', 4)
      await openAsOther(store)
      const names = async () => (await store.outbox.pending('one', 10)).map((it) => [it.tenant, it.sequence])
      const mine = async () => (await names()).filter(([of]) => of === tenant)
      const theirs = async () => (await names()).filter(([of]) => of === other)
      expect([await mine(), await theirs()]).toEqual([
        [
          [tenant, 1],
          [tenant, 2],
        ],
        [[other, 1]],
      ])
      expect([await store.outbox.newest(tenant), await store.outbox.newest(other)]).toEqual([2, 1])
      await store.outbox.confirm('one', [{ tenant, sequence: 1 }])
      expect([await mine(), await theirs()]).toEqual([[[tenant, 2]], [[other, 1]]])
      await store.outbox.confirm('one', [
        { tenant, sequence: 2 },
        { tenant: other, sequence: 1 },
      ])
      expect(await names()).toEqual([])
      expect(await store.outbox.pending('two', 10)).toHaveLength(3)
    })

    it('take turns in what a sink is given, so that none fills every batch', async () => {
      for (const signature of ['a', 'b', 'c']) await openCandidate(store, signature)
      await seeAsOther(store, 'trace-a', 4)
      await openAsOther(store)
      const batch = await store.outbox.pending('one', 2)
      expect(batch.map((event) => [event.tenant, event.sequence]).sort()).toEqual([
        [tenant, 1],
        [other, 1],
      ])
    })

    it('bury, list and revive only their own dead letters', async () => {
      await openCandidate(store, 'a')
      await seeAsOther(store, 'trace-a', 4)
      await openAsOther(store)
      for (const whose of [tenant, other]) {
        await store.outbox.bury('one', { tenant: whose, sequence: 1 }, `failed for ${whose}`, 8, noon)
      }
      await store.outbox.bury('two', { tenant, sequence: 1 }, 'failed', 8, noon + 1)
      const dead = async (of: string, sink: string | null) =>
        (await store.outbox.deadLetters(of, sink, 10)).map((letter) => [letter.sink, letter.event.tenant])
      expect(await dead(tenant, null)).toEqual([
        ['two', tenant],
        ['one', tenant],
      ])
      expect(await dead(tenant, 'one')).toEqual([['one', tenant]])
      expect(await dead(other, null)).toEqual([['one', other]])
      expect(await store.outbox.revive(other, 'one', 1)).toBe(1)
      expect(await dead(tenant, 'one')).toEqual([['one', tenant]])
      expect((await store.outbox.pending('one', 10)).map((event) => event.tenant)).toEqual([other])
    })
  })

  describe(`${name}: leases of sinks`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
    })
    afterEach(() => store.close())

    const lease = (sink: string, holder: string, nowMs: number) => store.outbox.lease(sink, holder, nowMs, 1000)

    it('go to one holder at a time, sink by sink', async () => {
      expect(await lease('one', 'ann', noon)).toBe(true)
      expect(await lease('one', 'bob', noon + 999)).toBe(false)
      expect(await lease('two', 'bob', noon + 999)).toBe(true)
    })

    it('are renewed by their holder, and go to another one when they have run out', async () => {
      await lease('one', 'ann', noon)
      expect(await lease('one', 'ann', noon + 900)).toBe(true)
      expect(await lease('one', 'bob', noon + 1899)).toBe(false)
      expect(await lease('one', 'bob', noon + 1900)).toBe(true)
      expect(await lease('one', 'ann', noon + 1901)).toBe(false)
    })

    it('are given back by their holder alone', async () => {
      await lease('one', 'ann', noon)
      await store.outbox.release('one', 'bob')
      expect(await lease('one', 'bob', noon + 1)).toBe(false)
      await store.outbox.release('one', 'ann')
      expect(await lease('one', 'bob', noon + 2)).toBe(true)
    })

    it('make a sink known, whose events then wait for it', async () => {
      await lease('one', 'ann', noon)
      await openCandidate(store, 'a')
      await store.traces.expire(noon + 30 * day)
      expect(await store.outbox.pending('one', 10)).toHaveLength(1)
    })
  })

  describe(`${name}: an agent and a service of one name`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
      const service = pattern('s', { scope: 'service' })
      await judge(store, 't1', {
        ledger: [
          contribution('r1', [pattern('a'), service], { agent: 'shop', service: 'web', outcome: 'failed' }),
          contribution('r2', [service], { agent: 'writer', service: 'shop' }),
          contribution('r3', [service], { agent: 'helper', service: 'shop' }),
        ],
        runs: [runRecord('r1', 't1', { agent: 'shop' })],
      })
    })
    afterEach(() => store.close())

    it('have denominators of their own', async () => {
      expect(await store.patterns.get(tenant, 'a')).toMatchObject({ scope: 'agent', agent: 'shop', agentRuns: 1 })
      expect(await store.patterns.get(tenant, 's')).toMatchObject({ scope: 'service', runs: 3 })
      const mine = await store.patterns.evidence(tenant, 'lesson-a', day, noon)
      expect(mine).toMatchObject({ scope: 'agent', agent: 'shop', agentRuns: 1 })
      await judge(store, 't2', {
        ledger: [contribution('r4', [pattern('z', { scope: 'service' })], { service: 'shop' })],
      })
      const theirs = await store.patterns.evidence(tenant, 'lesson-z', day, noon)
      expect(theirs).toMatchObject({ scope: 'service', agent: 'shop', runs: 1, agentRuns: 3 })
      const query = { tenant, signature: 'z', resolution: 'hour', fromMs: noon, toMs: noon + hour } as const
      expect(await store.patterns.counts(query)).toMatchObject([{ runs: 1, agentRuns: 3 }])
    })

    it('are told apart by lists: an agent is no service, and services are no agents', async () => {
      const agents = await store.runs.agents(tenant, day, noon)
      expect(agents.map(({ agent, runs }) => [agent, runs]).sort()).toEqual([
        ['helper', 1],
        ['shop', 1],
        ['writer', 1],
      ])
      expect(agents.find(({ agent }) => agent === 'shop')).toMatchObject({ failedRuns: 1, patterns: 1 })
      const { items } = await store.patterns.list({ tenant, agent: 'shop', sort: 'runs', limit: 10 })
      expect(items.map(({ signature }) => signature)).toEqual(['a'])
    })

    it('stay told apart when a late span takes runs back', async () => {
      await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')], { agent: 'shop', service: 'web' })] })
      expect(await store.patterns.get(tenant, 's')).toBeNull()
      expect(await store.patterns.get(tenant, 'a')).toMatchObject({ agentRuns: 1 })
      await judge(store, 't3', {
        ledger: [contribution('r9', [pattern('z', { scope: 'service' })], { agent: 'shop', service: 'shop' })],
      })
      expect(await store.patterns.get(tenant, 'z')).toMatchObject({ agent: 'shop', agentRuns: 1 })
      expect(await store.patterns.get(tenant, 'a')).toMatchObject({ agentRuns: 2 })
    })

    it('are shown on candidates', async () => {
      const decision = await decisionOn(store, 'lesson-s', true)
      const candidate = decision.candidate && { ...decision.candidate, scope: 'service' as const, agent: 'shop' }
      await store.candidates.apply({ ...decision, candidate })
      const [found] = (await store.candidates.list({ tenant, limit: 10 })).items
      expect(found).toMatchObject({ scope: 'service', agent: 'shop' })
      expect((await store.candidates.list({ tenant, agent: 'shop', limit: 10 })).items).toEqual([])
    })
  })
}

/** Runs of the other tenant, under ids and names that the first one uses too. */
async function seeAsOther(store: Store, traceId: string, runs: number): Promise<void> {
  await store.traces.append({ chunks: [chunk(traceId, [span('x')], { tenant: other })], receivedMs: noon - hour })
  const ledger = Array.from({ length: runs }, (_, i) => contribution(`a-${i}`, [pattern('a')]))
  await store.traces.commit(commitOf(await claimTrace(store, traceId), { ledger }))
}

async function openAsOther(store: Store): Promise<string | null> {
  const decision = await decisionOn(store, 'lesson-a', true)
  const evidence = await store.patterns.evidence(other, 'lesson-a', 30 * day, noon)
  const candidate = decision.candidate && { ...decision.candidate, tenant: other }
  const version = evidence?.version ?? 0
  const answer = await store.candidates.apply({ ...decision, tenant: other, version, candidate })
  return answer.kind === 'superseded' ? null : answer.candidateId
}
