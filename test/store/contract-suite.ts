import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noExcess } from '../../src/finding/finding.ts'
import type { Page, Store } from '../../src/store/contract.ts'
import {
  chunk,
  claimTrace,
  commitOf,
  contribution,
  day,
  decisionOn,
  hour,
  judge,
  log,
  noon,
  pattern,
  runRecord,
  span,
  tenant,
} from './builders.ts'
import { baselineContract } from './contract-baselines.ts'
import { lessonProperties } from './contract-lessons.ts'
import { listContract } from './contract-lists.ts'
import { outboxContract } from './contract-outbox.ts'
import { overlapContract } from './contract-overlap.ts'
import { storeProperties } from './contract-properties.ts'
import { reviewProperties } from './contract-review-properties.ts'
import { reviewContract } from './contract-reviews.ts'
import { tenantContract } from './contract-tenants.ts'

/** What an engine is opened with: these are what the contract speaks of. */
export interface ContractOptions {
  readonly settleMs: number
  readonly idleMs: number
  readonly patternsPerTenant: number
  readonly lateWindowMs: number
}

export type OpenStore = (options: ContractOptions) => Promise<Store>

export const contractOptions: ContractOptions = {
  settleMs: 15_000,
  idleMs: 900_000,
  patternsPerTenant: 100,
  lateWindowMs: day,
}

/** What every engine must do, the same words for each. `open` answers a fresh, empty store. */
const below = { parentSpanId: 'above' } as const

/** As many spans as a trace may have, none of them a root. */
function fullTrace() {
  return Array.from({ length: 10_000 }, (_, i) => ({ ...bareSpan, ...below, spanId: `s${i}` }))
}

export function storeContract(name: string, open: OpenStore): void {
  describe(`${name}: the store contract`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open(contractOptions)
    })
    afterEach(() => store.close())

    const append = (traceId: string, spanId: string, receivedMs: number, rootEnded = true) =>
      store.traces.append({ chunks: [chunk(traceId, [span(spanId)], { rootEnded })], receivedMs })

    describe('append', () => {
      it('keeps the facts of a trace in order of arrival', async () => {
        await append('t1', 'a', noon)
        await append('t1', 'b', noon + 1)
        await append('t2', 'c', noon + 2)
        const claim = await claimTrace(store, 't1', noon + hour)
        expect(claim.facts).toEqual([span('a'), span('b')])
        expect(claim.upTo).toBe(2)
        expect([claim.firstReceivedMs, claim.lastReceivedMs]).toEqual([noon, noon + 1])
      })

      it('makes a trace due the settling time after its last chunk once a root ended', async () => {
        await append('t1', 'a', noon)
        expect(await store.traces.nextDueMs()).toBe(noon + 15_000)
        await append('t1', 'b', noon + 5000, false)
        expect(await store.traces.nextDueMs()).toBe(noon + 20_000)
      })

      it('waits the idle time while no root ended', async () => {
        await append('t1', 'a', noon, false)
        expect(await store.traces.nextDueMs()).toBe(noon + 900_000)
        expect(await store.traces.claim({ nowMs: noon + 899_999, leaseMs: 1000, limit: 10 })).toEqual([])
        expect(await store.traces.claim({ nowMs: noon + 900_000, leaseMs: 1000, limit: 10 })).toHaveLength(1)
      })

      it('judges a trace that never falls silent after a day', async () => {
        for (let at = 0; at <= day; at += 10 * 60_000) await append('t1', `s${at}`, noon + at, false)
        expect(await store.traces.nextDueMs()).toBe(noon + day)
      })

      it('changes nothing when the same chunk comes again', async () => {
        const request = { chunks: [chunk('t1', [span('a'), span('b')])], receivedMs: noon }
        const first = await store.traces.append(request)
        expect(await store.traces.append(request)).toEqual({ ...first, opened: 0 })
        expect((await store.traces.counts(tenant)).facts).toBe(2)
      })

      it('keeps the same trace id of two tenants apart', async () => {
        await store.traces.append({ chunks: [chunk('t1', [span('a')])], receivedMs: noon })
        await store.traces.append({ chunks: [chunk('t1', [span('b')], { tenant: 'other' })], receivedMs: noon })
        expect((await store.traces.get(tenant, 't1'))?.spans).toBe(1)
        expect(await store.traces.claim({ nowMs: noon + hour, leaseMs: 1000, limit: 10 })).toHaveLength(2)
      })

      it('cuts at ten thousand spans and counts what it cut, and still takes logs', async () => {
        const many = Array.from({ length: 9999 }, (_, i) => span(`s${i}`, { name: '', service: noService, ...below }))
        const short = many.map(({ spanId }) => ({ ...bareSpan, spanId }))
        await store.traces.append({ chunks: [chunk('t1', short)], receivedMs: noon })
        const over = [span('x', below), span('y', below), span('z', below), log('x')]
        expect(await store.traces.append({ chunks: [chunk('t1', over)], receivedMs: noon })).toEqual({
          cut: 2,
          late: 0,
          opened: 0,
        })
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ spans: 10_000, cutFacts: 2 })
        expect((await store.traces.counts(tenant)).cutFacts).toBe(2)
        const claim = await claimTrace(store, 't1', noon + hour)
        expect(claim.facts.slice(-2)).toEqual([span('x', below), log('x')])
        expect(claim.cutFacts).toBe(2)
      })

      it('keeps run roots beyond the bound: they end last, and a run without its root is nobody’s', async () => {
        await store.traces.append({ chunks: [chunk('t1', fullTrace())], receivedMs: noon })
        const last = [span('x', below), span('agent', { ...below, role: 'agent' }), span('root')]
        expect(await store.traces.append({ chunks: [chunk('t1', last)], receivedMs: noon })).toMatchObject({ cut: 1 })
        const claim = await claimTrace(store, 't1', noon + hour)
        expect(claim.facts.slice(-2).map((fact) => fact.spanId)).toEqual(['agent', 'root'])
      })

      it('does not let spans that are sent again in other batches push out those still to come', async () => {
        const spans = fullTrace()
        for (const [from, to] of [
          [0, 4000],
          [1000, 4000],
          [2000, 5000],
        ] as const) {
          await store.traces.append({ chunks: [chunk('t1', spans.slice(from, to))], receivedMs: noon })
        }
        const rest = await store.traces.append({ chunks: [chunk('t1', spans.slice(4500))], receivedMs: noon })
        expect(rest).toEqual({ cut: 0, late: 0, opened: 0 })
        const claim = await claimTrace(store, 't1', noon + hour)
        expect(new Set(claim.facts.map((fact) => fact.spanId)).size).toBe(10_000)
      })

      it('drops spans of infrastructure once they turned out to stand above no run', async () => {
        await append('t1', 'http', noon)
        const claim = await claimTrace(store, 't1', noon + hour)
        await store.traces.commit(commitOf(claim, { nowMs: noon + hour, noRun: 'infrastructure_only' }))
        expect((await store.traces.counts(tenant)).facts).toBe(0)
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ noRun: 'infrastructure_only', spans: 0 })
      })

      it('cuts at eight mebibytes of facts', async () => {
        const big = (id: string) => span(id, { ...below, name: 'n'.repeat(3_600_000) })
        const facts = [big('a'), big('b'), big('c'), span('d', below)]
        expect(await store.traces.append({ chunks: [chunk('t1', facts)], receivedMs: noon })).toEqual({
          cut: 1,
          late: 0,
          opened: 1,
        })
        const kept = (await claimTrace(store, 't1', noon + hour)).facts
        expect(kept.map((fact) => fact.spanId)).toEqual(['a', 'b', 'd'])
      })

      it('tells until when an open trace waits, and whether for more behind its root or for the root', async () => {
        await append('t1', 'a', noon, false)
        expect((await store.traces.get(tenant, 't1'))?.waits).toEqual({ untilMs: noon + 900_000, rootEnded: false })
        await append('t1', 'b', noon + 5_000)
        expect((await store.traces.get(tenant, 't1'))?.waits).toEqual({ untilMs: noon + 20_000, rootEnded: true })
        await store.traces.commit(commitOf(await claimTrace(store, 't1', noon + hour)))
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'settled', waits: null })
      })

      it('opens a settled trace again, and counts what comes after the late window without keeping it', async () => {
        await judge(store, 't1')
        await append('t1', 'soon', noon + day - 1)
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'open', spans: 2 })
        await store.traces.commit(
          commitOf(await claimTrace(store, 't1', noon + day + hour), { nowMs: noon + day + hour }),
        )
        const late = await append('t1', 'late', noon + 2 * day + hour)
        expect(late).toEqual({ cut: 0, late: 1, opened: 0 })
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'settled', spans: 2 })
        expect((await store.traces.counts(tenant)).lateFacts).toBe(1)
      })

      it('keeps odd text as it came', async () => {
        const odd = span('a', { name: '\u0000 \u2028 "\n" __proto__ 🜚' })
        await store.traces.append({ chunks: [chunk('__proto__', [odd])], receivedMs: noon })
        expect((await claimTrace(store, '__proto__', noon + hour)).facts).toEqual([odd])
      })
    })

    describe('claim', () => {
      it('gives a due trace to one worker only, the earliest first', async () => {
        await append('t2', 'a', noon + 1)
        await append('t1', 'a', noon)
        const first = await store.traces.claim({ nowMs: noon + hour, leaseMs: 1000, limit: 1 })
        const second = await store.traces.claim({ nowMs: noon + hour, leaseMs: 1000, limit: 10 })
        expect([...first, ...second].map((claim) => claim.traceId)).toEqual(['t1', 't2'])
        expect(await store.traces.claim({ nowMs: noon + hour, leaseMs: 1000, limit: 10 })).toEqual([])
      })

      it('gives the trace to another worker when the lease has run out, and refuses the first one', async () => {
        await append('t1', 'a', noon)
        const [lost] = await store.traces.claim({ nowMs: noon + hour, leaseMs: 1000, limit: 1 })
        const [taken] = await store.traces.claim({ nowMs: noon + hour + 1000, leaseMs: 1000, limit: 1 })
        if (lost === undefined || taken === undefined) throw new Error('expected two claims')
        expect(taken.epoch).toBeGreaterThan(lost.epoch)
        const ledger = [contribution('r1', [pattern('a')])]
        expect(await store.traces.commit(commitOf(lost, { ledger }))).toEqual({ kind: 'stale' })
        expect(await store.patterns.get(tenant, 'a')).toBeNull()
        expect(await store.traces.commit(commitOf(taken, { ledger }))).toMatchObject({ kind: 'committed' })
        expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(1)
      })

      it('gives everything out once when asked for all time', async () => {
        await append('t1', 'a', noon)
        await append('t2', 'a', noon, false)
        const all = { nowMs: Number.POSITIVE_INFINITY, leaseMs: 1000, limit: 10 }
        const claims = await store.traces.claim(all)
        expect(claims).toHaveLength(2)
        expect(await store.traces.nextDueMs()).toSatisfy(Number.isFinite)
        for (const claim of claims) await store.traces.commit(commitOf(claim))
        expect(await store.traces.claim(all)).toEqual([])
        expect(await store.traces.nextDueMs()).toBeNull()
      })

      it('does not hand out a claimed trace to which chunks are still coming', async () => {
        await append('t1', 'a', noon)
        const claim = await claimTrace(store, 't1', noon + 15_000)
        await append('t1', 'b', noon + 15_001)
        expect(await store.traces.claim({ nowMs: noon + 44_999, leaseMs: 1000, limit: 1 })).toEqual([])
        await store.traces.commit(commitOf(claim, { nowMs: noon + 20_000 }))
        expect(await store.traces.nextDueMs()).toBe(noon + 30_001)
        expect((await claimTrace(store, 't1', noon + 30_001)).facts).toEqual([span('a'), span('b')])
      })
    })

    describe('fail', () => {
      it('makes the trace due again, and quarantines it after the fifth time', async () => {
        await append('t1', 'a', noon)
        for (let time = 1; time <= 5; time += 1) {
          expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'open' })
          const nowMs = noon + time * hour
          await store.traces.fail(await claimTrace(store, 't1', nowMs), `failure ${time}`, nowMs)
        }
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'quarantined', failure: 'failure 5' })
        expect(await store.traces.claim({ nowMs: noon + day, leaseMs: 1000, limit: 1 })).toEqual([])
        expect((await store.traces.counts(tenant)).quarantined).toBe(1)
      })

      it('pauses longer after each failure before the trace is due again, and anew after a commit', async () => {
        await append('t1', 'a', noon)
        let nowMs = noon + hour
        const pauseAfterFailing = async () => {
          await store.traces.fail(await claimTrace(store, 't1', nowMs), 'failure', nowMs)
          const pauseMs = ((await store.traces.nextDueMs()) ?? 0) - nowMs
          expect(await store.traces.claim({ nowMs: nowMs + pauseMs - 1, leaseMs: 1000, limit: 1 })).toEqual([])
          nowMs += pauseMs
          return pauseMs
        }
        const pauses: number[] = []
        for (let time = 0; time < 4; time += 1) pauses.push(await pauseAfterFailing())
        expect(pauses).toEqual([1000, 2000, 4000, 8000])
        await store.traces.commit(commitOf(await claimTrace(store, 't1', nowMs), { nowMs }))
        await append('t1', 'b', nowMs)
        nowMs += hour
        expect(await pauseAfterFailing()).toBe(1000)
      })

      it('ignores who has lost the lease', async () => {
        await append('t1', 'a', noon)
        const lost = await claimTrace(store, 't1', noon + hour)
        await claimTrace(store, 't1', noon + 2 * hour)
        await store.traces.fail(lost, 'too late', noon + 2 * hour)
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ failure: null })
      })
    })

    describe('commit', () => {
      it('settles the trace and says why it is no run', async () => {
        await judge(store, 't1', { noRun: 'infrastructure_only' })
        expect(await store.traces.get(tenant, 't1')).toMatchObject({ state: 'settled', noRun: 'infrastructure_only' })
        expect(await store.traces.counts(tenant)).toMatchObject({ open: 0, settled: 1 })
      })

      it('answers the lessons that changed, and the same when it is repeated', async () => {
        await append('t1', 'a', noon)
        const claim = await claimTrace(store, 't1', noon + hour)
        const commit = commitOf(claim, { ledger: [contribution('r1', [pattern('b'), pattern('a')])] })
        const answer = await store.traces.commit(commit)
        expect(answer).toEqual({ kind: 'committed', lessons: ['lesson-a', 'lesson-b'] })
        expect(await store.traces.commit(commit)).toEqual(answer)
        expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(1)
      })

      it('refuses a claim that nobody holds', async () => {
        const claim = await judge(store, 't1')
        expect(await store.traces.commit(commitOf(claim, { traceId: 'unknown' }))).toEqual({ kind: 'stale' })
        expect(await store.traces.commit(commitOf(claim, { ledger: [contribution('r1')] }))).toEqual({ kind: 'stale' })
      })

      it('changes nothing when the ledger is the same', async () => {
        const ledger = [contribution('r1', [pattern('a')])]
        await judge(store, 't1', { ledger })
        await store.candidates.apply(await decisionOn(store, 'lesson-a', false))
        const before = await store.patterns.evidence(tenant, 'lesson-a', day, noon)
        await judge(store, 't1', { ledger: structuredClone(ledger) })
        expect(await store.patterns.dirty(10)).toEqual([])
        expect(await store.patterns.evidence(tenant, 'lesson-a', day, noon)).toEqual(before)
      })

      it('takes back what a late span made untrue', async () => {
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')], { outcome: 'failed' })] })
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('b')])] })
        expect(await store.patterns.get(tenant, 'a')).toBeNull()
        expect((await store.patterns.get(tenant, 'b'))?.runs).toBe(1)
        expect((await store.patterns.dirty(10)).map((one) => one.lesson)).toEqual(['lesson-a', 'lesson-b'])
        expect(await store.patterns.evidence(tenant, 'lesson-a', day, noon)).toMatchObject({ runs: 0, failedRuns: 0 })
      })

      it('replaces the run records', async () => {
        await judge(store, 't1', { runs: [runRecord('r1', 't1'), runRecord('r2', 't1')] })
        await judge(store, 't1', { runs: [runRecord('r2', 't1', { outcome: 'failed' })] })
        expect(await store.runs.get(tenant, 'r1')).toBeNull()
        expect((await store.runs.get(tenant, 'r2'))?.run.outcome).toBe('failed')
        expect((await store.traces.get(tenant, 't1'))?.runIds).toEqual(['r2'])
        expect((await store.traces.counts(tenant)).runs).toBe(1)
      })
    })

    describe('joining traces', () => {
      const issues = { ledger: [contribution('r1', [pattern('a')])], pendingCalls: ['call'] }
      const answers = { ledger: [contribution('r2', [pattern('a')])], awaitedCalls: ['call'] }
      const runs = async () => (await store.patterns.get(tenant, 'a'))?.runs ?? 0

      it('joins a trace to the one whose call it answers', async () => {
        await judge(store, 'first', issues)
        await append('second', 'x', noon - hour)
        const answer = await store.traces.commit(commitOf(await claimTrace(store, 'second'), answers))
        expect(answer).toEqual({ kind: 'continuation', of: 'first' })
        expect(await runs()).toBe(1)
        const head = await claimTrace(store, 'first')
        expect(head.continuations).toEqual([{ traceId: 'second', facts: [span('x')], upTo: 1 }])
        expect(await store.traces.get(tenant, 'second')).toMatchObject({ continues: 'first', noRun: 'continuation' })
      })

      it('joins them too when the answer came first', async () => {
        await judge(store, 'second', { ...answers, runs: [runRecord('r2', 'second')] })
        expect(await runs()).toBe(1)
        await judge(store, 'first', issues)
        expect(await runs()).toBe(1)
        expect(await store.runs.get(tenant, 'r2')).toBeNull()
        expect((await claimTrace(store, 'first')).continuations.map((next) => next.traceId)).toEqual(['second'])
      })

      it('makes the head due when its continuation gets more, and keeps the continuation empty', async () => {
        await judge(store, 'first', issues)
        await judge(store, 'second', answers)
        await store.traces.commit(commitOf(await claimTrace(store, 'first'), { ledger: issues.ledger }))
        expect(await store.traces.nextDueMs()).toBeNull()
        await append('second', 'more', noon - hour)
        const again = await claimTrace(store, 'second')
        expect(again.continues).toBe('first')
        expect(await store.traces.commit(commitOf(again, answers))).toEqual({ kind: 'continuation', of: 'first' })
        expect(await runs()).toBe(1)
        expect((await claimTrace(store, 'first')).continuations[0]?.facts).toHaveLength(2)
      })

      it('carries a chain of traces to its first one', async () => {
        await judge(store, 'third', { awaitedCalls: ['call 2'] })
        await judge(store, 'second', { awaitedCalls: ['call 1'], pendingCalls: ['call 2'] })
        expect((await claimTrace(store, 'second')).continuations.map((next) => next.traceId)).toEqual(['third'])
        await judge(store, 'first', { pendingCalls: ['call 1'] })
        expect((await claimTrace(store, 'first')).continuations.map((next) => next.traceId)).toEqual([
          'third',
          'second',
        ])
        expect((await store.traces.get(tenant, 'third'))?.continues).toBe('first')
      })

      it('makes no loop of two traces that answer each other', async () => {
        await judge(store, 'one', { pendingCalls: ['p'], awaitedCalls: ['q'] })
        await judge(store, 'two', { pendingCalls: ['q'], awaitedCalls: ['p'] })
        const head = await claimTrace(store, 'one')
        expect(head.continues).toBeNull()
        expect(head.continuations.map((next) => next.traceId)).toEqual(['two'])
        const answer = await store.traces.commit(commitOf(head, { pendingCalls: ['p'], awaitedCalls: ['q'] }))
        expect(answer.kind).toBe('committed')
      })

      it('does not join traces of two tenants', async () => {
        await judge(store, 'first', issues)
        await store.traces.append({ chunks: [chunk('x', [span('a')], { tenant: 'other' })], receivedMs: noon - hour })
        const answer = await store.traces.commit(commitOf(await claimTrace(store, 'x'), answers))
        expect(answer.kind).toBe('committed')
      })

      it('makes a head due again that was being analyzed while its continuation came', async () => {
        await judge(store, 'first', issues)
        await append('first', 'more', noon - hour)
        const busy = await claimTrace(store, 'first')
        await judge(store, 'second', answers)
        expect(await store.traces.commit(commitOf(busy, issues))).toMatchObject({ kind: 'committed' })
        expect((await claimTrace(store, 'first')).continuations.map((next) => next.traceId)).toEqual(['second'])
      })

      it('accepts the commit of a trace that was joined while it was being analyzed', async () => {
        await judge(store, 'second', { awaitedCalls: ['call'] })
        await append('second', 'more', noon - hour)
        const busy = await claimTrace(store, 'second')
        await judge(store, 'first', { pendingCalls: ['call'] })
        expect(await store.traces.commit(commitOf(busy, answers))).toEqual({ kind: 'continuation', of: 'first' })
        expect(await runs()).toBe(0)
      })
    })

    describe('expire', () => {
      const seen = { ledger: [contribution('r1', [pattern('a')])], runs: [runRecord('r1', 't1')] }

      it('drops facts after the late window and keeps the counts', async () => {
        await judge(store, 't1', seen)
        await store.traces.expire(noon + day - 1)
        expect((await store.traces.counts(tenant)).facts).toBe(1)
        await store.traces.expire(noon + day)
        expect((await store.traces.counts(tenant)).facts).toBe(0)
        expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(1)
        expect(await append('t1', 'late', noon + day)).toEqual({ cut: 0, late: 1, opened: 0 })
      })

      it('forgets the trace after seven days, and keeps its run as an exemplar', async () => {
        await judge(store, 't1', seen)
        await judge(store, 't2', { ledger: [contribution('r2')], runs: [runRecord('r2', 't2')] })
        await store.traces.expire(noon + 7 * day)
        expect(await store.traces.get(tenant, 't1')).toBeNull()
        expect(await store.traces.counts(tenant)).toMatchObject({ settled: 0, facts: 0, runs: 1 })
        expect((await store.patterns.get(tenant, 'a'))?.exemplars.map((one) => one.runId)).toEqual(['r1'])
        expect(await store.runs.get(tenant, 'r1')).not.toBeNull()
        expect(await store.runs.get(tenant, 'r2')).toBeNull()
      })

      it('keeps counts for ninety days, then forgets the pattern with its runs', async () => {
        await judge(store, 't1', seen)
        await store.traces.expire(noon + 90 * day)
        expect((await store.patterns.get(tenant, 'a'))?.runs).toBe(1)
        await store.traces.expire(noon + 92 * day)
        expect(await store.patterns.get(tenant, 'a')).toBeNull()
        expect((await store.traces.counts(tenant)).runs).toBe(0)
      })

      it('forgets a pattern all of whose runs were taken back as late as one that still has them', async () => {
        await judge(store, 't1', seen)
        await judge(store, 't1', { ledger: [] })
        await store.traces.expire(noon + 90 * day)
        expect(await store.patterns.evidence(tenant, 'lesson-a', day, noon)).toMatchObject({ runs: 0 })
        await store.traces.expire(noon + 92 * day)
        expect(await store.patterns.evidence(tenant, 'lesson-a', day, noon)).toBeNull()
      })

      it('leaves the exemplars of a forgotten trace alone when that trace comes again, also when it is forgotten again', async () => {
        await judge(store, 't1', seen)
        const later = noon + 8 * day
        await store.traces.expire(later)
        await append('t1', 'again', later)
        const again = { ledger: [contribution('r2', [])], runs: [runRecord('r2', 't1')], nowMs: later + hour }
        await store.traces.commit(commitOf(await claimTrace(store, 't1', later + hour), again))
        expect((await store.runs.get(tenant, 'r1'))?.run.id).toBe('r1')
        expect((await store.runs.get(tenant, 'r2'))?.run.id).toBe('r2')
        await store.traces.expire(later + 8 * day)
        expect((await store.patterns.get(tenant, 'a'))?.exemplars.map((one) => one.runId)).toEqual(['r1'])
        expect((await store.runs.get(tenant, 'r1'))?.run.id).toBe('r1')
        expect(await store.runs.get(tenant, 'r2')).toBeNull()
      })

      it('leaves an open trace alone', async () => {
        await append('t1', 'a', noon)
        await store.traces.expire(noon + 30 * day)
        expect((await claimTrace(store, 't1', noon + 30 * day)).facts).toHaveLength(1)
      })

      it('keeps the facts of a head while its continuation may still change it', async () => {
        await judge(store, 'first', { pendingCalls: ['call'] })
        await judge(store, 'second', { awaitedCalls: ['call'] })
        await store.traces.commit(commitOf(await claimTrace(store, 'first')))
        await append('second', 'more', noon + 23 * hour)
        await store.traces.expire(noon + 25 * hour)
        const claim = await claimTrace(store, 'second', noon + 25 * hour)
        await store.traces.commit(commitOf(claim, { nowMs: noon + 25 * hour }))
        const head = await claimTrace(store, 'first', noon + 25 * hour)
        expect([head.facts.length, head.continuations[0]?.facts.length]).toEqual([1, 2])
      })

      it('starts the late window of a continuation anew with that of its head', async () => {
        await judge(store, 'first', { pendingCalls: ['call'] })
        await judge(store, 'second', { awaitedCalls: ['call'] })
        const at = noon + 20 * hour
        await store.traces.commit(commitOf(await claimTrace(store, 'first', at), { nowMs: at }))
        expect(await append('second', 'more', noon + 30 * hour)).toEqual({ cut: 0, late: 0, opened: 0 })
      })

      it('keeps the facts of joined traces as long as any of them may still change', async () => {
        await judge(store, 'first', { pendingCalls: ['call'] })
        await append('second', 'x', noon + 20 * hour)
        await store.traces.commit(
          commitOf(await claimTrace(store, 'second', noon + 21 * hour), {
            awaitedCalls: ['call'],
            nowMs: noon + 21 * hour,
          }),
        )
        const at = noon + 22 * hour
        await store.traces.commit(commitOf(await claimTrace(store, 'first', at), { nowMs: at }))
        await store.traces.expire(at + day - 1)
        expect((await store.traces.counts(tenant)).facts).toBe(2)
        await store.traces.expire(at + day)
        expect((await store.traces.counts(tenant)).facts).toBe(0)
      })
    })

    describe('patterns', () => {
      it('shows what is known of a signature, with its denominator', async () => {
        const failing = pattern('a', { severity: 0.4, trajectory: 'search → answer' })
        await judge(store, 't1', { ledger: [contribution('r1', [failing])] })
        await judge(store, 't2', {
          ledger: [contribution('r2', [pattern('a', { severity: 0.9 })], { countedAtMs: noon + 1 })],
        })
        await judge(store, 't3', { ledger: [contribution('r3', [pattern('a')])] })
        await judge(store, 't4', { ledger: [contribution('r4')] })
        expect(await store.patterns.get(tenant, 'a')).toEqual({
          tenant,
          signature: 'a',
          lesson: 'lesson-a',
          scope: 'agent',
          agent: 'helper',
          signal: 'tool_error',
          bucket: 'new_failure_class',
          locus: 'search',
          template: 'timeout',
          recovery: 'stopped',
          firstSeenMs: noon,
          lastSeenMs: noon + 1,
          runs: 3,
          agentRuns: 4,
          severityMax: 0.9,
          explanation: 'search failed',
          variants: [
            { trajectory: 'search', runs: 2 },
            { trajectory: 'search → answer', runs: 1 },
          ],
          exemplars: [
            { runId: 'r2', traceId: 't2', endMs: noon + 1 },
            { runId: 'r3', traceId: 't3', endMs: noon },
            { runId: 'r1', traceId: 't1', endMs: noon },
          ],
        })
        expect(await store.patterns.get('other', 'a')).toBeNull()
      })

      it('counts by bucket, empty ones included, oldest first', async () => {
        const cost = pattern('a', { excess: { usd: 0.1, tokens: 10, seconds: 1.5, calls: 2, approvals: 1 } })
        await judge(store, 't1', { ledger: [contribution('r1', [cost]), contribution('r2')] })
        const query = {
          tenant,
          signature: 'a',
          resolution: 'hour',
          fromMs: noon - hour,
          toMs: noon + 2 * hour,
        } as const
        const none = { runs: 0, agentRuns: 0, excess: noExcess }
        expect(await store.patterns.counts(query)).toEqual([
          { startMs: noon - hour, ...none },
          { startMs: noon, runs: 1, agentRuns: 2, excess: cost.excess },
          { startMs: noon + hour, ...none },
        ])
      })

      it('sums a lesson over its signatures, within the window', async () => {
        const one = pattern('a', { lesson: 'l', risks: ['run_failed'], severity: 0.2, completeness: 0.5 })
        const two = pattern('b', { lesson: 'l', risks: ['run_failed', 'approval'], severity: 0.8 })
        const at = (countedAtMs: number, source: string | null) => ({ countedAtMs, source, release: 'v1' })
        await judge(store, 't1', { ledger: [contribution('r1', [two], { ...at(noon, 'ann'), outcome: 'failed' })] })
        await judge(store, 't2', { ledger: [contribution('r2', [one], at(noon - day, 'bob'))] })
        await judge(store, 't3', { ledger: [contribution('r3', [one], at(noon - day + hour, null))] })
        await judge(store, 't4', { ledger: [contribution('r4', [one], at(noon - 20 * day, 'cat'))] })
        const evidence = await store.patterns.evidence(tenant, 'l', 10 * day, noon)
        expect(evidence).toMatchObject({
          leadingSignature: 'a',
          signatures: ['a', 'b'],
          runs: 3,
          agentRuns: 3,
          failedRuns: 1,
          sourcedRuns: 2,
          sourceRemainder: 0,
          sources: new Map([
            ['ann', 1],
            ['bob', 1],
          ]),
          releases: ['v1'],
          days: 2,
          hours: 3,
          risks: new Map([
            ['run_failed', 3],
            ['approval', 1],
          ]),
          severityMax: 0.8,
          firstSeenMs: noon - 20 * day,
          lastSeenMs: noon,
        })
        expect(evidence?.severityMean).toBeCloseTo(0.4)
        expect(evidence?.completenessMean).toBeCloseTo(2 / 3)
        expect(await store.patterns.evidence(tenant, 'l', 2 * hour, noon)).toMatchObject({ runs: 1, sourcedRuns: 1 })
        expect(await store.patterns.evidence(tenant, 'unknown', day, noon)).toBeNull()
      })

      it('bounds the sources of a day and counts the rest', async () => {
        const ledger = Array.from({ length: 130 }, (_, i) => contribution(`r${i}`, [pattern('a')], { source: `u${i}` }))
        await judge(store, 't1', { ledger })
        const evidence = await store.patterns.evidence(tenant, 'lesson-a', day, noon)
        expect(evidence).toMatchObject({ runs: 130, sourcedRuns: 130, sourceRemainder: 2 })
        expect(evidence?.sources.size).toBe(128)
        await judge(store, 't1', { ledger: [] })
        expect(await store.patterns.evidence(tenant, 'lesson-a', day, noon)).toMatchObject({ sourcedRuns: 0 })
      })

      it('grows the version with every change of a lesson', async () => {
        const version = async () => (await store.patterns.evidence(tenant, 'lesson-a', day, noon))?.version ?? 0
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')])] })
        const first = await version()
        await judge(store, 't2', { ledger: [contribution('r2', [pattern('b')])] })
        expect(await version()).toBe(first)
        await judge(store, 't3', { ledger: [contribution('r3', [pattern('a')])] })
        expect(await version()).toBeGreaterThan(first)
      })

      it('lets patterns seen once give way at the cap, oldest first, and never one that recurred', async () => {
        const cap = contractOptions.patternsPerTenant
        const once = (signature: string, countedAtMs: number) =>
          contribution(`run-${signature}`, [pattern(signature)], { countedAtMs })
        const twice = [once('stays', noon), contribution('again', [pattern('stays')])]
        const ledger = Array.from({ length: cap - 1 }, (_, i) => once(`p${i}`, noon + i))
        await judge(store, 't1', { ledger: [...twice, ...ledger] })
        await judge(store, 't2', { ledger: [once('new', noon + day)] })
        expect((await store.patterns.get(tenant, 'stays'))?.runs).toBe(2)
        expect(await store.patterns.get(tenant, 'p0')).toBeNull()
        expect(await store.patterns.get(tenant, 'p1')).not.toBeNull()
        expect(await store.patterns.get(tenant, 'new')).not.toBeNull()
        await judge(store, 't1', { ledger: [] })
        expect(
          (await store.patterns.list({ tenant, sort: 'runs', limit: 500 })).items.map((one) => one.signature),
        ).toEqual(['new'])
      })

      it('lists by runs, last seen or cost, filtered, page by page', async () => {
        const cost = (usd: number) => ({ ...noExcess, usd })
        await judge(store, 't1', {
          ledger: [
            contribution('r1', [pattern('a', { excess: cost(3) }), pattern('b', { signal: 'retry_storm' })]),
            contribution('r2', [pattern('b', { signal: 'retry_storm' }), pattern('c', { excess: cost(5) })], {
              countedAtMs: noon + 5,
            }),
          ],
        })
        const by = (sort: 'runs' | 'lastSeen' | 'cost') =>
          pages(
            (cursor) => store.patterns.list({ tenant, sort, limit: 1, ...cursor }),
            (one) => one.signature,
          )
        expect(await by('runs')).toEqual(['b', 'c', 'a'])
        expect(await by('lastSeen')).toEqual(['c', 'b', 'a'])
        expect(await by('cost')).toEqual(['c', 'a', 'b'])
        const filtered = await store.patterns.list({ tenant, signal: 'retry_storm', sort: 'runs', limit: 10 })
        expect(filtered.items.map((one) => one.signature)).toEqual(['b'])
        const since = await store.patterns.list({ tenant, sinceMs: noon + 1, sort: 'runs', limit: 10 })
        expect(since.items.map((one) => one.signature)).toEqual(['b', 'c'])
      })
    })

    describe('runs', () => {
      it('lists latest first, page by page, filtered', async () => {
        await judge(store, 't1', {
          ledger: [contribution('r2', [pattern('a')])],
          runs: [
            runRecord('r1', 't1', {}, noon),
            runRecord('r2', 't1', { outcome: 'failed' }, noon + 2),
            runRecord('r3', 't1', { agent: 'writer' }, noon + 1),
          ],
        })
        const list = (query: object) =>
          pages(
            (cursor) => store.runs.list({ tenant, limit: 2, ...query, ...cursor }),
            (one) => one.run.id,
          )
        expect(await list({})).toEqual(['r2', 'r3', 'r1'])
        expect(await list({ agent: 'helper' })).toEqual(['r2', 'r1'])
        expect(await list({ outcome: 'failed' })).toEqual(['r2'])
        expect(await list({ signature: 'a' })).toEqual(['r2'])
        expect(await list({ sinceMs: noon + 1 })).toEqual(['r2', 'r3'])
        expect(await list({ tenant: 'other' })).toEqual([])
        expect(await store.runs.get('other', 'r1')).toBeNull()
      })

      it('rejects a cursor that it did not give out', async () => {
        const forged = [
          'x',
          '!!!',
          Buffer.from('[1,2,3]').toString('base64url'),
          Buffer.from('["runs",1,"x"]').toString('base64url'),
        ]
        for (const cursor of forged) {
          await expect(store.runs.list({ tenant, limit: 1, cursor })).rejects.toHaveProperty('name', 'BadCursor')
        }
      })

      it('bears absurd limits', async () => {
        await judge(store, 't1', { runs: [runRecord('r1', 't1')] })
        for (const limit of [-1, 0, 1e9, Number.NaN, 0.5, Number.POSITIVE_INFINITY]) {
          expect((await store.runs.list({ tenant, limit })).items).toHaveLength(1)
        }
      })
    })

    describe('candidates', () => {
      const see = async (traceId: string, runs: number) => {
        const ledger = Array.from({ length: runs }, (_, i) => contribution(`${traceId}-${i}`, [pattern('a')]))
        await judge(store, traceId, { ledger })
      }
      const apply = async (promoted: boolean) => store.candidates.apply(await decisionOn(store, 'lesson-a', promoted))
      const told = async () => (await store.outbox.pending('out', 100)).map((event) => event.type)

      it('opens one candidate of a lesson and tells of it once', async () => {
        await see('t1', 4)
        const decision = await decisionOn(store, 'lesson-a', true)
        const answer = await store.candidates.apply(decision)
        expect(answer).toMatchObject({ kind: 'opened' })
        expect(await store.candidates.apply(decision)).toEqual(answer)
        expect(await store.patterns.dirty(10)).toEqual([])
        const { items } = await store.candidates.list({ tenant, limit: 10 })
        expect(items).toMatchObject([{ state: 'open', sequence: 1, runs: 4, openedAtMs: noon }])
        expect(items[0]?.id).toMatch(/^[a-z2-7]{26}$/)
        expect(await told()).toEqual(['promontory.candidate.opened'])
        expect(await store.candidates.scorecard(tenant, 'lesson-a')).toEqual(decision.scorecard)
      })

      it('writes nothing on evidence that has changed since', async () => {
        await see('t1', 4)
        const decision = await decisionOn(store, 'lesson-a', true)
        await see('t2', 1)
        expect(await store.candidates.apply(decision)).toEqual({ kind: 'superseded' })
        expect(await store.candidates.scorecard(tenant, 'lesson-a')).toBeNull()
        expect(await store.patterns.dirty(10)).toEqual([{ tenant, lesson: 'lesson-a' }])
        expect(await told()).toEqual([])
      })

      it('keeps the scorecard of a lesson that was not promoted', async () => {
        await see('t1', 1)
        expect(await apply(false)).toEqual({ kind: 'recorded', candidateId: null })
        expect(await store.candidates.scorecard(tenant, 'lesson-a')).toMatchObject({ answer: 'watch' })
        expect((await store.candidates.list({ tenant, limit: 10 })).items).toEqual([])
      })

      it('updates an open candidate, and tells of it only when its runs have doubled', async () => {
        await see('t1', 4)
        await apply(true)
        await see('t2', 3)
        expect(await apply(true)).toMatchObject({ kind: 'updated' })
        expect(await told()).toHaveLength(1)
        await see('t3', 1)
        await apply(true)
        expect(await told()).toEqual(['promontory.candidate.opened', 'promontory.candidate.updated'])
        const { items } = await store.candidates.list({ tenant, limit: 10 })
        expect(items).toMatchObject([{ runs: 8, sequence: 1 }])
      })

      it('closes an undecided candidate whose runs were taken back, and may open the next one', async () => {
        await see('t1', 5)
        await apply(true)
        await see('t1', 3)
        expect(await apply(false)).toMatchObject({ kind: 'recorded' })
        await see('t1', 2)
        expect(await apply(false)).toMatchObject({ kind: 'closed' })
        expect(await told()).toEqual(['promontory.candidate.opened', 'promontory.candidate.closed'])
        await see('t2', 5)
        expect(await apply(true)).toMatchObject({ kind: 'opened' })
        const { items } = await store.candidates.list({ tenant, limit: 10 })
        expect(items.find((one) => one.sequence === 1)?.closedReason).toBe('taken_back')
        expect(items.map((one) => [one.sequence, one.state]).sort()).toEqual([
          [1, 'closed'],
          [2, 'open'],
        ])
        expect(new Set(items.map((one) => one.id)).size).toBe(2)
      })

      it('closes it also when every run was taken back, and then forgets the lesson', async () => {
        await see('t1', 3)
        await apply(true)
        await see('t1', 0)
        expect(await apply(false)).toMatchObject({ kind: 'closed' })
        expect(await store.patterns.evidence(tenant, 'lesson-a', day, noon)).toBeNull()
        expect(await store.patterns.dirty(10)).toEqual([])
      })

      it('lists and finds candidates of their tenant, latest first', async () => {
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a'), pattern('b'), pattern('c')])] })
        for (const signature of ['a', 'b', 'c']) {
          await store.candidates.apply(await decisionOn(store, `lesson-${signature}`, true))
        }
        const ids = await pages(
          (cursor) => store.candidates.list({ tenant, state: 'open', limit: 2, ...cursor }),
          (one) => one.id,
        )
        expect(new Set(ids).size).toBe(3)
        expect(await store.candidates.list({ tenant, state: 'closed', limit: 2 })).toEqual({
          items: [],
          nextCursor: null,
        })
        expect((await store.candidates.get(tenant, ids[0] ?? ''))?.id).toBe(ids[0])
        expect(await store.candidates.get('other', ids[0] ?? '')).toBeNull()
      })
    })

    describe('outbox', () => {
      it('gives each sink what it has not confirmed, in order, under ids that do not change', async () => {
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a'), pattern('b')])] })
        for (const signature of ['a', 'b']) {
          await store.candidates.apply(await decisionOn(store, `lesson-${signature}`, true))
        }
        const events = await store.outbox.pending('one', 10)
        expect(events.map((event) => event.candidate.lesson)).toEqual(['lesson-a', 'lesson-b'])
        expect(new Set(events.map((event) => event.id)).size).toBe(2)
        expect(await store.outbox.pending('one', 1)).toEqual(events.slice(0, 1))
        await store.outbox.confirm('one', events.slice(0, 1))
        expect(await store.outbox.pending('one', 10)).toEqual(events.slice(1))
        expect(await store.outbox.pending('two', 10)).toEqual(events)
        await store.outbox.confirm('one', [{ tenant, sequence: 0 }])
        expect(await store.outbox.pending('one', 10)).toEqual(events.slice(1))
      })

      it('does not let a sink confirm what is yet to be written', async () => {
        await store.outbox.confirm('one', [{ tenant, sequence: 1e9 }])
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')])] })
        await store.candidates.apply(await decisionOn(store, 'lesson-a', true))
        expect(await store.outbox.pending('one', 10)).toHaveLength(1)
      })

      it('keeps rows until every sink that asked has confirmed them', async () => {
        await judge(store, 't1', { ledger: [contribution('r1', [pattern('a')])] })
        await store.candidates.apply(await decisionOn(store, 'lesson-a', true))
        const events = await store.outbox.pending('slow', 10)
        await store.outbox.confirm('fast', events)
        await store.traces.expire(noon + 30 * day)
        expect(await store.outbox.pending('slow', 10)).toHaveLength(1)
        await store.outbox.confirm('slow', events)
        await store.traces.expire(noon + 30 * day)
        expect(await store.outbox.pending('new', 10)).toEqual([])
      })
    })

    it('is well, has a key of its own, and refuses work once it is closed', async () => {
      expect(await store.health()).toEqual({ ok: true })
      expect(store.fingerprintKey).toMatch(/^[0-9a-f]{64}$/)
      await store.close()
      await expect(append('t1', 'a', noon)).rejects.toHaveProperty('name', 'StoreUnavailable')
      expect(await store.health()).toMatchObject({ ok: false })
    })

    it('finishes what it accepted before it closes', async () => {
      const accepted = Promise.all([1, 2, 3].map((i) => append('t1', `s${i}`, noon)))
      await store.close()
      await expect(accepted).resolves.toHaveLength(3)
    })
  })

  baselineContract(name, open)
  lessonProperties(name, open)
  overlapContract(name, open)
  listContract(name, open)
  outboxContract(name, open)
  reviewContract(name, open)
  reviewProperties(name, open)
  storeProperties(name, open)
  tenantContract(name, open)
}

const noService = { name: '', instanceId: null, version: null, environment: null }
/** As short as a span fact gets, so that spans run out before bytes do. */
const bareSpan = JSON.parse('{"type":"span","spanId":""}')

export async function pages<T, V>(
  list: (cursor: { cursor?: string }) => Promise<Page<T>>,
  view: (item: T) => V,
): Promise<readonly V[]> {
  const seen: V[] = []
  let page = await list({})
  for (let count = 0; count < 100; count += 1) {
    seen.push(...page.items.map(view))
    if (page.nextCursor === null) return seen
    page = await list({ cursor: page.nextCursor })
  }
  throw new Error('the list did not end')
}
