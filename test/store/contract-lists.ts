import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PatternQuery, Store } from '../../src/store/contract.ts'
import {
  contribution,
  day,
  decisionOn,
  hour,
  judge,
  noon,
  openCandidate,
  pattern,
  review,
  runRecord,
  scorecard,
  tenant,
} from './builders.ts'
import { contractOptions, type OpenStore, pages } from './contract-suite.ts'

export function listContract(name: string, open: OpenStore): void {
  describe(`${name}: lists`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
    })
    afterEach(() => store.close())

    const signatures = (sort: PatternQuery['sort'], more: Partial<PatternQuery> = {}) =>
      pages(
        (cursor) => store.patterns.list({ tenant, sort, limit: 1, ...more, ...cursor }),
        (one) => one.signature,
      )

    describe('agents', () => {
      it('are told with their runs in the window, most first', async () => {
        const ledger = [
          contribution('r1', [pattern('a')], { outcome: 'failed' }),
          contribution('r2', [pattern('b')], { countedAtMs: noon - 2 * hour }),
          contribution('r3', [], { countedAtMs: noon - 3 * day, outcome: 'failed' }),
          contribution('r4', [], { agent: 'writer' }),
          contribution('r5', [], { agent: 'gone', countedAtMs: noon - 3 * day }),
        ]
        await judge(store, 't1', { ledger, runs: [runRecord('r1', 't1', {}, noon + 4321)] })
        expect(await store.runs.agents(tenant, day, noon)).toEqual([
          { agent: 'helper', runs: 2, failedRuns: 1, patterns: 2, lastSeenMs: noon + 4321 },
          { agent: 'writer', runs: 1, failedRuns: 0, patterns: 0, lastSeenMs: noon },
        ])
        const month = await store.runs.agents(tenant, 30 * day, noon)
        expect(month.map(({ agent, runs }) => [agent, runs])).toEqual([
          ['helper', 3],
          ['gone', 1],
          ['writer', 1],
        ])
        expect(await store.runs.agents('other', day, noon)).toEqual([])
      })

      it('count no pattern outside the window, and nothing that was taken back', async () => {
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')], { countedAtMs: noon - 3 * day })] })
        await judge(store, 't2', { ledger: [contribution('r2', [pattern('b')])] })
        await judge(store, 't2', { ledger: [contribution('r2')] })
        expect(await store.runs.agents(tenant, day, noon)).toMatchObject([{ agent: 'helper', runs: 1, patterns: 0 }])
      })
    })

    it('end a page of very large runs early and go on at its cursor, none left out and none twice', async () => {
      const ids = Array.from({ length: 6 }, (_, index) => `r${index}`)
      const large = (id: string, index: number) =>
        runRecord(id, 't1', { errorTemplate: 'x'.repeat(index === 2 ? 3_000_000 : 900_000) }, noon - index)
      await judge(store, 't1', { ledger: [], runs: ids.map(large) })

      const sizes: number[] = []
      const seen = await pages(
        async (cursor) => {
          const page = await store.runs.list({ tenant, limit: 500, ...cursor })
          sizes.push(page.items.length)
          return page
        },
        (record) => record.run.id,
      )

      expect(seen).toEqual(ids)
      expect(sizes.length).toBeGreaterThan(2)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(3)
    })

    describe('lessons', () => {
      it('sum up their signatures, most runs first, page by page, filtered', async () => {
        const one = pattern('a', { lesson: 'l', locus: 'refund' })
        const two = pattern('b', { lesson: 'l', recovery: 'retried_same' })
        const other = pattern('c', { lesson: 'm', signal: 'retry_storm' })
        const ledger = [
          contribution('r1', [one], { countedAtMs: noon - hour }),
          contribution('r2', [two]),
          contribution('r3', [two, other]),
          contribution('r4', [pattern('d', { lesson: 'n' })], { agent: 'writer' }),
        ]
        await judge(store, 't1', { ledger })
        await store.candidates.apply(await decisionOn(store, 'l', false))
        const { items } = await store.patterns.lessons({ tenant, limit: 1 })
        expect(items).toEqual([
          {
            ...{
              lesson: 'l',
              scope: 'agent',
              agent: 'helper',
              signal: 'tool_error',
              bucket: 'new_failure_class',
              locus: 'refund',
            },
            ...{ template: 'timeout', signatures: ['a', 'b'], runs: 3, lastSeenMs: noon, scorecard: scorecard() },
          },
        ])
        const lessons = (more: object) =>
          pages(
            (cursor) => store.patterns.lessons({ tenant, limit: 1, ...more, ...cursor }),
            (lesson) => lesson.lesson,
          )
        expect(await lessons({})).toEqual(['l', 'n', 'm'])
        expect(await lessons({ agent: 'writer' })).toEqual(['n'])
        expect(await lessons({ signal: 'retry_storm' })).toEqual(['m'])
        expect(await lessons({ tenant: 'other' })).toEqual([])
      })

      it('that were taken back are not shown', async () => {
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')])] })
        await judge(store, 't1', { ledger: [] })
        expect((await store.patterns.lessons({ tenant, limit: 10 })).items).toEqual([])
      })
    })

    describe('candidates of an agent', () => {
      const ofAgent = async (agent: string, more: object = {}) =>
        pages(
          (cursor) => store.candidates.list({ tenant, limit: 1, agent, ...more, ...cursor }),
          ({ lesson }) => lesson,
        )

      it('are also those whose lesson is of several agents', async () => {
        const mapped = (signature: string) => [pattern(signature, { lesson: 'lesson-shared' })]
        const ledger = [contribution('w1', mapped('w'), { agent: 'writer' }), contribution('h1', mapped('h'))]
        await judge(store, 'both', { ledger })
        await store.candidates.apply(await decisionOn(store, 'lesson-shared', true))
        await openCandidate(store, 'a')

        expect((await ofAgent('helper')).toSorted()).toEqual(['lesson-a', 'lesson-shared'])
        expect(await ofAgent('writer')).toEqual(['lesson-shared'])
        expect(await ofAgent('writer', { state: 'closed' })).toEqual([])
        expect(await ofAgent('reader')).toEqual([])
      })

      it('are those that another agent’s candidate was merged into', async () => {
        const { id: into } = await openCandidate(store, 'a')
        await judge(store, 't2', { ledger: [contribution('w1', [pattern('w')], { agent: 'writer' })] })
        const answer = await store.candidates.apply(await decisionOn(store, 'lesson-w', true))
        if (answer.kind !== 'opened' || answer.candidateId === null) throw new Error('expected a candidate of lesson-w')
        await store.candidates.review(review(answer.candidateId, 'merge', { into }))

        expect(await ofAgent('writer', { state: 'open' })).toEqual(['lesson-a'])
      })

      it('are no longer those whose runs of the agent were taken back', async () => {
        const mapped = (signature: string) => [pattern(signature, { lesson: 'lesson-shared' })]
        await judge(store, 't1', { ledger: [contribution('h1', mapped('h'))] })
        await judge(store, 't2', { ledger: [contribution('w1', mapped('w'), { agent: 'writer' })] })
        await store.candidates.apply(await decisionOn(store, 'lesson-shared', true))
        expect(await ofAgent('writer')).toEqual(['lesson-shared'])
        await judge(store, 't2', { ledger: [] })

        expect(await ofAgent('writer')).toEqual([])
        expect(await ofAgent('helper')).toEqual(['lesson-shared'])
      })
    })

    it('tells how often each signal was seen', async () => {
      const storm = { signal: 'retry_storm' }
      const ledger = [
        contribution('r1', [pattern('a', storm), pattern('b')]),
        contribution('r2', [pattern('c', storm)], { agent: 'writer', countedAtMs: noon + 5 }),
      ]
      await judge(store, 't1', { ledger })
      expect(await store.patterns.signals(tenant)).toEqual([
        { signal: 'retry_storm', runs: 2, patterns: 2, lastSeenMs: noon + 5, accepted: 0, rejected: 0 },
        { signal: 'tool_error', runs: 1, patterns: 1, lastSeenMs: noon, accepted: 0, rejected: 0 },
      ])
      expect(await store.patterns.signals('other')).toEqual([])
    })

    it('tells how many candidates of a signal people accepted and rejected, for as long as that stands', async () => {
      const ids = [await openCandidate(store, 'a'), await openCandidate(store, 'b'), await openCandidate(store, 'c')]
      const [a = '', b = '', c = ''] = ids.map(({ id }) => id)
      await store.candidates.review(review(a, 'accept'))
      await store.candidates.review(review(b, 'reject'))
      await store.candidates.review(review(c, 'reject'))
      const said = async () =>
        (await store.patterns.signals(tenant)).map(({ accepted, rejected }) => [accepted, rejected])
      expect(await said()).toEqual([[1, 2]])
      await store.candidates.review(review(b, 'reopen'))
      expect(await said()).toEqual([[1, 1]])
    })

    it('counts what is seen over a service once, and chooses it by its scope', async () => {
      const over = pattern('s', { scope: 'service', trajectory: 'helper' })
      const ledger = [contribution('r1', [pattern('a'), over]), contribution('r2', [over], { agent: 'writer' })]
      await judge(store, 't1', { ledger })
      expect(await store.patterns.signals(tenant)).toMatchObject([{ runs: 1, patterns: 1 }])
      expect((await signatures('runs')).toSorted()).toEqual(['a', 's'])
      expect(await signatures('runs', { scope: 'service' })).toEqual(['s'])
      expect(await signatures('runs', { scope: 'service', agent: 'shop' })).toEqual(['s'])
      expect(await signatures('runs', { agent: 'shop' })).toEqual([])
      const lessons = await store.patterns.lessons({ tenant, scope: 'service', limit: 10 })
      expect(lessons.items).toMatchObject([{ scope: 'service', agent: 'shop', runs: 2 }])
    })

    it('lists patterns by the last answer of the policy for their lesson', async () => {
      await judge(store, 't1', { ledger: [contribution('r1', [pattern('a'), pattern('b'), pattern('c')])] })
      const promoted = scorecard({ answer: 'promote', reason: null })
      await store.candidates.apply({ ...(await decisionOn(store, 'lesson-a', true)), scorecard: promoted })
      await store.candidates.apply(await decisionOn(store, 'lesson-b', false))
      expect(await signatures('runs', { verdict: 'promote' })).toEqual(['a'])
      expect(await signatures('runs', { verdict: 'watch' })).toEqual(['b'])
      expect(await signatures('runs', { verdict: 'hold' })).toEqual([])
    })

    it('lists patterns by risk: severity first, and failed runs weigh more than completed ones', async () => {
      const ledger = [
        contribution('r1', [pattern('mild', { severity: 0.1 }), pattern('severe', { severity: 0.9 })]),
        contribution('r2', [pattern('fatal', { severity: 0.5 })], { outcome: 'failed' }),
        contribution('r3', [pattern('half', { severity: 0.5 })], { outcome: 'failed' }),
        contribution('r4', [pattern('half', { severity: 0.5 }), pattern('even', { severity: 0.5 })]),
      ]
      await judge(store, 't1', { ledger })
      expect(await signatures('risk')).toEqual(['fatal', 'severe', 'half', 'even', 'mild'])
    })

    it('lists patterns by rise: the last day against the mean of the week before', async () => {
      const seen = (signature: string, times: number, daysAgo: number) =>
        Array.from({ length: times }, (_, i) =>
          contribution(`${signature}-${daysAgo}-${i}`, [pattern(signature)], { countedAtMs: noon - daysAgo * day }),
        )
      const week = [1, 2, 3, 4, 5, 6, 7]
      const ledger = [
        ...seen('new', 3, 0),
        ...[0, ...week].flatMap((ago) => seen('steady', 5, ago)),
        ...[...week.flatMap((ago) => seen('rising', 1, ago)), ...seen('rising', 5, 0)],
        ...week.flatMap((ago) => seen('fading', 2, ago)),
        ...seen('ancient', 9, 30),
      ]
      await judge(store, 't1', { ledger })
      expect(await signatures('rise')).toEqual(['new', 'rising', 'steady', 'ancient', 'fading'])
      expect(await signatures('rise', { signal: 'tool_error', lesson: 'lesson-new' })).toEqual(['new'])
    })

    it('gives the candidate all that is known of it', async () => {
      const candidate = await openCandidate(store, 'a')
      expect(candidate).toMatchObject({
        ...{ state: 'open', signatures: ['a'], closedReason: null, reviews: [] },
        ...{ snoozedUntilMs: null, mergedInto: null },
      })
    })
  })
}
