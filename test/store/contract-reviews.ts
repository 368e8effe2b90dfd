import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/contract.ts'
import {
  contribution,
  day,
  decisionOn,
  eventTypes,
  hour,
  judge,
  noon,
  openCandidate,
  pattern,
  review,
  tenant,
} from './builders.ts'
import { contractOptions, type OpenStore } from './contract-suite.ts'

export function reviewContract(name: string, open: OpenStore): void {
  describe(`${name}: reviews`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
    })
    afterEach(() => store.close())

    const see = (signature: string, runs: number, trace = `trace-${signature}`) =>
      judge(store, trace, {
        ledger: Array.from({ length: runs }, (_, i) => contribution(`${trace}-${i}`, [pattern(signature)])),
      })
    const apply = async (promoted: boolean, nowMs = noon) =>
      store.candidates.apply(await decisionOn(store, 'lesson-a', promoted, nowMs))
    const stored = async (id: string) => {
      const candidate = await store.candidates.get(tenant, id)
      if (candidate === null) throw new Error('the candidate is gone')
      return candidate
    }
    const states = async () =>
      (await store.candidates.list({ tenant, limit: 10 })).items.map(({ lesson, state }) => [lesson, state]).sort()

    it('change the state, keep who said what, and tell of it once', async () => {
      const { id } = await openCandidate(store, 'a')
      const request = review(id, 'accept', { atMs: noon + 5, reason: 'we will test this' })
      const answer = await store.candidates.review(request)
      const kept = { decision: 'accept', reason: 'we will test this', by: 'ann', atMs: noon + 5 }
      expect(answer).toMatchObject({
        kind: 'done',
        candidate: { state: 'accepted', reviews: [kept], updatedAtMs: noon + 5 },
      })
      expect(await stored(id)).toEqual('candidate' in answer ? answer.candidate : null)
      const events = await store.outbox.since(tenant, 0, 10)
      expect(events.map(({ candidate }) => candidate.state)).toEqual(['open', 'accepted'])
      expect(await eventTypes(store)).toEqual(['opened', 'updated'])
    })

    it('answer a conflict with the state that stands when somebody else was first', async () => {
      const { id } = await openCandidate(store, 'a')
      const both = [review(id, 'accept', { by: 'ann' }), review(id, 'reject', { by: 'bob' })]
      const answers = await Promise.all(both.map((one) => store.candidates.review(one)))
      expect(answers.map(({ kind }) => kind)).toEqual(['done', 'conflict'])
      expect(answers[1]).toMatchObject({ candidate: { state: 'accepted' } })
      expect(await eventTypes(store)).toEqual(['opened', 'updated'])
    })

    it('answer a conflict when the state is not what the reviewer saw', async () => {
      const { id } = await openCandidate(store, 'a')
      const snooze = review(id, 'snooze', { untilMs: noon + day, expected: 'open' })
      expect(await store.candidates.review(snooze)).toMatchObject({ kind: 'done' })
      const late = review(id, 'accept', { by: 'bob', expected: 'open' })
      expect(await store.candidates.review(late)).toMatchObject({ kind: 'conflict', candidate: { state: 'snoozed' } })
      expect(await store.candidates.review({ ...late, expected: 'snoozed' })).toMatchObject({ kind: 'done' })
    })

    it('conflict when the same decision comes again for another reason, so that the reason is not lost unsaid', async () => {
      const { id } = await openCandidate(store, 'a')
      const first = review(id, 'accept', { reason: 'two customers complained' })
      expect(await store.candidates.review(first)).toMatchObject({ kind: 'done' })
      expect(await store.candidates.review({ ...first, reason: 'and a third' })).toMatchObject({
        kind: 'conflict',
        candidate: { state: 'accepted', reviews: [{ reason: 'two customers complained' }] },
      })
      const long = review(id, 'reopen', { reason: 'x'.repeat(3000) })
      expect(await store.candidates.review(long)).toEqual(await store.candidates.review(long))
    })

    it('change nothing when the same one comes again within a minute, and conflict after it', async () => {
      const { id } = await openCandidate(store, 'a')
      const first = await store.candidates.review(review(id, 'reject', { expected: 'open' }))
      const again = review(id, 'reject', { expected: 'open', atMs: noon + 59_999 })
      expect(await store.candidates.review(again)).toEqual(first)
      expect(await store.candidates.review({ ...again, atMs: noon + 60_000 })).toMatchObject({ kind: 'conflict' })
      expect(await store.candidates.review({ ...again, by: 'bob' })).toMatchObject({ kind: 'conflict' })
      expect(await eventTypes(store)).toEqual(['opened', 'closed'])
    })

    it('know no candidate of another tenant, nor one that never was', async () => {
      const { id } = await openCandidate(store, 'a')
      const unknown = { kind: 'unknown', what: 'candidate' }
      expect(await store.candidates.review(review(id, 'accept', { tenant: 'other' }))).toEqual(unknown)
      expect(await store.candidates.review(review('x', 'accept'))).toEqual(unknown)
    })

    it('keep a bounded reason', async () => {
      const { id } = await openCandidate(store, 'a')
      await store.candidates.review(review(id, 'accept', { reason: 'x'.repeat(100_000) }))
      expect((await stored(id)).reviews[0]?.reason.length).toBeLessThan(5000)
    })

    describe('rejected', () => {
      it('is told as closed, and not opened again by counts', async () => {
        const { id } = await openCandidate(store, 'a')
        await store.candidates.review(review(id, 'reject'))
        await see('a', 20)
        expect(await apply(true)).toEqual({ kind: 'recorded', candidateId: id })
        expect(await states()).toEqual([['lesson-a', 'rejected']])
        expect(await eventTypes(store)).toEqual(['opened', 'closed'])
      })

      it('can only be reopened, and is decided anew then', async () => {
        const { id } = await openCandidate(store, 'a')
        await store.candidates.review(review(id, 'reject'))
        expect(await store.candidates.review(review(id, 'accept'))).toMatchObject({ kind: 'conflict' })
        expect(await store.patterns.dirty(10)).toEqual([])
        expect(await store.candidates.review(review(id, 'reopen'))).toMatchObject({ candidate: { state: 'open' } })
        expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-a' }])
        expect(await eventTypes(store)).toEqual(['opened', 'closed', 'updated'])
        expect((await stored(id)).reviews.map(({ decision }) => decision)).toEqual(['reject', 'reopen'])
      })

      it('can be reopened once only', async () => {
        const { id } = await openCandidate(store, 'a')
        expect(await store.candidates.review(review(id, 'reopen'))).toMatchObject({ kind: 'conflict' })
      })
    })

    describe('snoozed', () => {
      const snoozed = async (untilMs: number | null) => {
        const { id } = await openCandidate(store, 'a')
        await store.candidates.review(review(id, 'snooze', { untilMs }))
        return id
      }

      it('is left alone by counts until its time', async () => {
        const id = await snoozed(noon + hour)
        expect(await stored(id)).toMatchObject({ state: 'snoozed', snoozedUntilMs: noon + hour })
        await see('a', 20)
        expect(await apply(true, noon + hour - 1)).toEqual({ kind: 'recorded', candidateId: id })
        await see('a', 1)
        expect(await apply(false, noon + hour - 1)).toEqual({ kind: 'recorded', candidateId: id })
        expect(await states()).toEqual([['lesson-a', 'snoozed']])
      })

      it('comes back with the first decision after its time, told once, with the numbers of then', async () => {
        const id = await snoozed(noon + hour)
        await see('a', 20)
        expect(await apply(true, noon + hour)).toEqual({ kind: 'updated', candidateId: id })
        expect(await stored(id)).toMatchObject({ state: 'open', snoozedUntilMs: null, runs: 20 })
        expect(await eventTypes(store)).toEqual(['opened', 'updated', 'updated'])
        expect((await store.outbox.since(tenant, 2, 10))[0]?.candidate.runs).toBe(20)
      })

      it('comes back without any news, and is decided anew', async () => {
        const id = await snoozed(noon + hour)
        await store.traces.expire(noon + hour - 1)
        expect((await stored(id)).state).toBe('snoozed')
        await store.traces.expire(noon + hour)
        expect((await stored(id)).state).toBe('open')
        expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-a' }])
        expect(await eventTypes(store)).toEqual(['opened', 'updated', 'updated'])
      })

      it('answers the same when the decision that woke it is repeated', async () => {
        await snoozed(noon + hour)
        await see('a', 20)
        const decision = await decisionOn(store, 'lesson-a', true, noon + hour)
        const answer = await store.candidates.apply(decision)
        expect(await store.candidates.apply(decision)).toEqual(answer)
        expect(await eventTypes(store)).toHaveLength(3)
      })

      it('closes when its time comes and its runs were taken back meanwhile', async () => {
        const id = await snoozed(noon + hour)
        await see('a', 1)
        expect(await apply(false, noon + 2 * hour)).toEqual({ kind: 'closed', candidateId: id })
        expect(await stored(id)).toMatchObject({ state: 'closed', closedReason: 'taken_back' })
        expect(await eventTypes(store)).toEqual(['opened', 'updated', 'updated', 'closed'])
      })

      it('closes when its time comes and nothing is known of its lesson any more', async () => {
        const id = await snoozed(noon + hour)
        await see('a', 0)
        await apply(false)
        expect((await stored(id)).state).toBe('snoozed')
        await store.traces.expire(noon + hour)
        expect(await stored(id)).toMatchObject({ state: 'closed', closedReason: 'gone' })
        expect(await eventTypes(store)).toEqual(['opened', 'updated', 'closed'])
        expect(await store.patterns.dirty(10)).toEqual([])
      })

      it('without a time comes back only by a person', async () => {
        const id = await snoozed(null)
        await see('a', 20)
        expect(await apply(true, noon + 30 * day)).toEqual({ kind: 'recorded', candidateId: id })
        await store.traces.expire(noon + 30 * day)
        expect((await stored(id)).state).toBe('snoozed')
        expect(await store.candidates.review(review(id, 'reopen'))).toMatchObject({ candidate: { state: 'open' } })
      })

      it('can be snoozed for longer', async () => {
        const id = await snoozed(noon + hour)
        await store.candidates.review(review(id, 'snooze', { untilMs: noon + 2 * hour }))
        await store.traces.expire(noon + hour)
        expect(await stored(id)).toMatchObject({ state: 'snoozed', snoozedUntilMs: noon + 2 * hour })
        expect((await stored(id)).reviews).toHaveLength(2)
      })
    })

    describe('accepted', () => {
      it('tells that the lesson recurs whenever its runs have doubled since it last spoke', async () => {
        const { id } = await openCandidate(store, 'a', 4)
        await store.candidates.review(review(id, 'accept'))
        await see('a', 7)
        expect(await apply(true)).toEqual({ kind: 'recorded', candidateId: id })
        await see('a', 8)
        expect(await apply(true)).toEqual({ kind: 'updated', candidateId: id })
        await see('a', 15)
        expect(await apply(true)).toEqual({ kind: 'recorded', candidateId: id })
        expect(await eventTypes(store)).toEqual(['opened', 'updated', 'recurred'])
        expect(await stored(id)).toMatchObject({ state: 'accepted', runs: 8, reviews: [{ decision: 'accept' }] })
      })

      it('counts from the runs of the review, not from those of the opening', async () => {
        const { id } = await openCandidate(store, 'a', 4)
        await see('a', 7)
        await apply(true)
        await store.candidates.review(review(id, 'accept'))
        await see('a', 8)
        await apply(true)
        expect(await eventTypes(store)).toEqual(['opened', 'updated'])
      })

      it('can only be reopened, and is decided anew then', async () => {
        const { id } = await openCandidate(store, 'a')
        await store.candidates.review(review(id, 'accept'))
        expect(await store.candidates.review(review(id, 'reject'))).toMatchObject({ kind: 'conflict' })
        expect(await store.candidates.review(review(id, 'reopen'))).toMatchObject({ candidate: { state: 'open' } })
        expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-a' }])
        expect(await store.candidates.review(review(id, 'reject'))).toMatchObject({ candidate: { state: 'rejected' } })
        expect((await stored(id)).reviews.map(({ decision }) => decision)).toEqual(['accept', 'reopen', 'reject'])
      })

      it('is not closed by a count', async () => {
        const { id } = await openCandidate(store, 'a')
        await store.candidates.review(review(id, 'accept'))
        await see('a', 0)
        expect(await apply(false)).toEqual({ kind: 'recorded', candidateId: id })
        expect((await stored(id)).state).toBe('accepted')
      })
    })

    it('an open candidate closes when nothing is known of its lesson any more', async () => {
      const { id } = await openCandidate(store, 'a')
      await store.traces.expire(noon + 92 * day)
      expect(await stored(id)).toMatchObject({ state: 'closed', closedReason: 'gone' })
      expect(await eventTypes(store)).toEqual(['closed'])
    })

    describe('merged', () => {
      const merged = async () => {
        const a = await openCandidate(store, 'a', 4)
        const b = await openCandidate(store, 'b', 3)
        const answer = await store.candidates.review(review(a.id, 'merge', { into: b.id }))
        return { a, b, answer }
      }
      const runsOf = async (lesson: string) =>
        (await store.patterns.evidence(tenant, lesson, 30 * day, noon))?.runs ?? null

      it('makes the lesson part of the other one: its evidence, its lists, its scorecard', async () => {
        const { a, b, answer } = await merged()
        expect(answer).toMatchObject({ kind: 'done', candidate: { id: a.id, state: 'merged', mergedInto: b.id } })
        const evidence = await store.patterns.evidence(tenant, 'lesson-b', 30 * day, noon)
        expect(evidence).toMatchObject({ lesson: 'lesson-b', runs: 7, agentRuns: 7, signatures: ['a', 'b'] })
        expect(await store.patterns.evidence(tenant, 'lesson-a', 30 * day, noon)).toEqual(evidence)
        const { items } = await store.patterns.lessons({ tenant, limit: 10 })
        expect(items).toMatchObject([{ lesson: 'lesson-b', runs: 7, signatures: ['a', 'b'] }])
        for (const lesson of ['lesson-a', 'lesson-b']) {
          const patterns = await store.patterns.list({ tenant, lesson, sort: 'runs', limit: 10 })
          expect(patterns.items.map((one) => [one.signature, one.lesson])).toEqual([
            ['a', 'lesson-b'],
            ['b', 'lesson-b'],
          ])
        }
        expect(await store.candidates.scorecard(tenant, 'lesson-a')).toEqual(
          await store.candidates.scorecard(tenant, 'lesson-b'),
        )
        expect(await eventTypes(store)).toEqual(['opened', 'opened', 'updated'])
      })

      it('has the other lesson decided anew, on the runs of both', async () => {
        const { b } = await merged()
        expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-b' }])
        await store.candidates.apply(await decisionOn(store, 'lesson-b', true))
        expect((await stored(b.id)).runs).toBe(7)
        expect(await states()).toEqual([
          ['lesson-a', 'merged'],
          ['lesson-b', 'open'],
        ])
      })

      it('takes in what comes under the old lesson later, and takes back what came', async () => {
        await merged()
        const late = pattern('late', { lesson: 'lesson-a' })
        await judge(store, 't9', { ledger: [contribution('r9', [late, pattern('a')])] })
        expect(await runsOf('lesson-b')).toBe(8)
        await see('a', 1)
        expect(await runsOf('lesson-b')).toBe(5)
        expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-b' }])
      })

      it('decides nothing on evidence from before the merge, and all after it on the other lesson', async () => {
        const a = await openCandidate(store, 'a', 4)
        const b = await openCandidate(store, 'b', 3)
        const before = await decisionOn(store, 'lesson-a', true)
        await store.candidates.review(review(a.id, 'merge', { into: b.id }))
        expect(await store.candidates.apply(before)).toEqual({ kind: 'superseded' })
        expect(await apply(true)).toEqual({ kind: 'updated', candidateId: b.id })
      })

      it('carries a chain of merges to its end', async () => {
        const { b } = await merged()
        const c = await openCandidate(store, 'c', 2)
        await store.candidates.review(review(b.id, 'merge', { into: c.id }))
        for (const lesson of ['lesson-a', 'lesson-b', 'lesson-c']) expect(await runsOf(lesson)).toBe(9)
        await judge(store, 't9', { ledger: [contribution('r9', [pattern('late', { lesson: 'lesson-a' })])] })
        expect((await store.patterns.get(tenant, 'late'))?.lesson).toBe('lesson-c')
      })

      it('counts the runs of every agent as the denominator', async () => {
        const a = await openCandidate(store, 'a', 4)
        const theirs = Array.from({ length: 3 }, (_, i) => contribution(`w${i}`, [pattern('b')], { agent: 'writer' }))
        await judge(store, 't2', { ledger: theirs })
        const answer = await store.candidates.apply(await decisionOn(store, 'lesson-b', true))
        const into = answer.kind === 'superseded' ? null : answer.candidateId
        await store.candidates.review(review(a.id, 'merge', { into }))
        expect(await store.patterns.evidence(tenant, 'lesson-b', day, noon)).toMatchObject({ runs: 7, agentRuns: 7 })
      })

      it('counts no more runs than its agents had, where the lessons are of the same runs', async () => {
        const two = (index: number) =>
          contribution(`both-${index}`, [pattern('a', { risks: ['run_failed'] }), pattern('b', { severity: 0.7 })], {
            outcome: index === 0 ? 'failed' : 'completed',
            source: `user-${index % 3}`,
          })
        await judge(store, 'both', { ledger: Array.from({ length: 5 }, (_, index) => two(index)) })
        const [a, b] = [await openCandidate(store, 'a', 0), await openCandidate(store, 'b', 0)]
        await store.candidates.review(review(a.id, 'merge', { into: b.id }))
        for (const windowMs of [5 * day, 30 * day]) {
          const evidence = await store.patterns.evidence(tenant, 'lesson-b', windowMs, noon)
          expect(evidence).toMatchObject({ runs: 5, agentRuns: 5, failedRuns: 1, sourcedRuns: 5, days: 1, hours: 1 })
          expect(evidence?.risks).toEqual(new Map([['run_failed', 5]]))
          expect(evidence?.severityMean).toBeCloseTo(0.6)
          expect(evidence?.completenessMean).toBe(1)
          expect(evidence?.variants).toEqual([{ trajectory: 'search', runs: 5 }])
        }
        await judge(store, 'else', { ledger: [contribution('writer-0', [], { agent: 'writer' })] })
        expect(await runsOf('lesson-b')).toBe(5)
      })

      it('tells of no doubling that the merge alone would make, and of one that comes after it', async () => {
        const { b } = await merged()
        const types = await eventTypes(store)
        await store.candidates.apply(await decisionOn(store, 'lesson-b', true))
        expect(await eventTypes(store)).toEqual(types)
        await see('b', 7, 'more')
        await store.candidates.apply(await decisionOn(store, 'lesson-b', true))
        expect((await stored(b.id)).runs).toBe(14)
        expect(await eventTypes(store)).toEqual([...types, 'updated'])
      })

      it('is refused into nothing, into itself, into what is over, and into another tenant', async () => {
        const { a, b } = await merged()
        const c = await openCandidate(store, 'c')
        const unknown = { kind: 'unknown', what: 'into' }
        for (const into of [null, 'x', c.id, a.id]) {
          expect(await store.candidates.review(review(c.id, 'merge', { into }))).toEqual(unknown)
        }
        expect((await stored(c.id)).state).toBe('open')
        expect(await store.candidates.review(review(a.id, 'merge', { into: c.id }))).toMatchObject({ kind: 'conflict' })
        expect(await store.candidates.review(review(c.id, 'merge', { into: b.id }))).toMatchObject({ kind: 'done' })
        expect(await store.candidates.review(review(b.id, 'merge', { into: c.id }))).toEqual(unknown)
      })

      it('does not close the other one because of its own smaller beginnings', async () => {
        const { b } = await merged()
        await see('a', 0)
        await see('b', 3)
        await store.candidates.apply(await decisionOn(store, 'lesson-b', false))
        expect(await stored(b.id)).toMatchObject({ state: 'closed', closedReason: 'taken_back' })
      })
    })
  })
}
