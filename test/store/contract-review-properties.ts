import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, type ReviewDecision, reviewDecisions } from '../../src/candidate/candidate.ts'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { LessonDecision, ReviewRequest, Store } from '../../src/store/contract.ts'
import { contribution, day, decisionOn, judge, noon, pattern, review, tenant } from './builders.ts'
import type { OpenStore } from './contract-suite.ts'
import { withStore } from './use-store.ts'

const signatures = ['a', 'b', 'c'] as const
const minute = 60_000

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('see' as const),
      of: fc.nat(2),
      runs: fc.constantFrom(0, 1, 3, 6, 12, 24),
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('apply' as const), of: fc.nat(2), promoted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('look' as const), of: fc.nat(2), promoted: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('review' as const),
      of: fc.nat(4),
      into: fc.nat(4),
      decision: fc.constantFrom(...reviewDecisions),
      by: fc.constantFrom('ann', 'bob'),
      minutes: fc.constantFrom(null, 0, 3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('wait' as const), minutes: fc.constantFrom(0, 1, 5) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type DecideStep = Extract<Step, { act: 'apply' | 'look' }>
type ReviewStep = Extract<Step, { act: 'review' }>

/** What must hold for people and counts that decide side by side, on every engine. */
export function reviewProperties(name: string, open: OpenStore): void {
  describe(`${name}: review properties`, () => {
    it('keeps one open candidate per lesson, every review, one event per change, and every run', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          await withStore(open, (store) => play(store, steps))
        }),
        { numRuns: 25 },
      )
    })
  })
}

/** Every lesson has an open candidate before people and counts begin. */
const opening: readonly Step[] = [0, 1, 2].flatMap((of): readonly Step[] => [
  { act: 'see', of, runs: 6 },
  { act: 'apply', of, promoted: true },
])

/** What the test knows by itself. */
interface Known {
  nowMs: number
  /** A decision made on what was known then, applied later. */
  held: LessonDecision | null
  readonly runs: Map<string, number>
  readonly reviews: Map<string, readonly ReviewDecision[]>
}

async function play(store: Store, steps: readonly Step[]): Promise<void> {
  const known: Known = { nowMs: noon, held: null, runs: new Map(), reviews: new Map() }
  for (const one of [...opening, ...steps]) {
    const before = await candidatesOf(store)
    const newest = await store.outbox.newest(tenant)
    const changes = await act(store, known, one)
    const after = await candidatesOf(store)
    const events = await store.outbox.since(tenant, newest, 500)
    if (changes !== null) expect(events).toHaveLength(changes)
    expectOneOpen(after)
    expectReviews(after, known)
    for (const candidate of after) expectEvents(candidate, before, events)
    await expectRuns(store, known)
  }
}

/** Answers how many events this must have given; null where the store knows better. */
async function act(store: Store, known: Known, one: Step): Promise<number | null> {
  if (one.act === 'see') {
    const signature = signatures[one.of] ?? 'a'
    known.runs.set(signature, one.runs)
    const ledger = Array.from({ length: one.runs }, (_, i) => contribution(`${signature}-${i}`, [pattern(signature)]))
    await judge(store, `trace-${signature}`, { ledger })
    return 0
  }
  if (one.act === 'apply' || one.act === 'look') return decide(store, known, one)
  if (one.act === 'review') return reviewOne(store, known, one)
  known.nowMs += one.minutes * minute
  await store.traces.expire(known.nowMs)
  return null
}

async function decide(store: Store, known: Known, one: DecideStep): Promise<number | null> {
  const lesson = `lesson-${signatures[one.of]}`
  if ((await store.patterns.evidence(tenant, lesson, 30 * day, noon)) === null) return 0
  const decision = await decisionOn(store, lesson, one.promoted, known.nowMs)
  if (one.act === 'look') {
    known.held = decision
    return 0
  }
  const first = await store.candidates.apply(decision)
  const newest = await store.outbox.newest(tenant)
  const again = await store.candidates.apply(decision)
  expect(await store.outbox.newest(tenant)).toBe(newest)
  expect(again.kind).toBeOneOf([first.kind, 'superseded'])
  if (known.held !== null) await store.candidates.apply(known.held)
  return null
}

async function reviewOne(store: Store, known: Known, one: ReviewStep): Promise<number> {
  const all = await candidatesOf(store)
  const chosen = all[one.of % Math.max(1, all.length)]
  if (chosen === undefined) return 0
  const request: ReviewRequest = review(chosen.id, one.decision, {
    by: one.by,
    atMs: known.nowMs,
    untilMs: one.minutes === null ? null : known.nowMs + one.minutes * minute,
    into: all[one.into % all.length]?.id ?? null,
  })
  const before = chosen.reviews.length
  const answer = await store.candidates.review(request)
  if (answer.kind !== 'done') return 0
  if (answer.candidate.reviews.length === before) {
    expect(answer.candidate).toEqual(chosen)
    return 0
  }
  known.reviews.set(chosen.id, [...(known.reviews.get(chosen.id) ?? []), one.decision])
  return 1
}

async function candidatesOf(store: Store): Promise<readonly Candidate[]> {
  const { items } = await store.candidates.list({ tenant, limit: 500 })
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function expectOneOpen(candidates: readonly Candidate[]): void {
  const open = candidates.filter(({ state }) => state === 'open').map(({ lesson }) => lesson)
  expect(new Set(open).size).toBe(open.length)
}

function expectReviews(candidates: readonly Candidate[], known: Known): void {
  for (const { id, reviews } of candidates) {
    expect(reviews.map(({ decision }) => decision)).toEqual(known.reviews.get(id) ?? [])
  }
}

/** The events of a step lead from the state before to the state after; only news of numbers or a longer snooze keep it. */
function expectEvents(after: Candidate, all: readonly Candidate[], events: readonly CandidateEvent[]): void {
  const before = all.find(({ id }) => id === after.id)
  const mine = events.filter(({ candidate }) => candidate.id === after.id)
  let state: string = before?.state ?? 'none'
  for (const { type, candidate } of mine) {
    expect(type === 'promontory.candidate.opened').toBe(state === 'none')
    if (candidate.state === state) expect(['open', 'accepted', 'snoozed']).toContain(state)
    state = candidate.state
  }
  expect(after.state).toBe(state)
  expect(
    mine.filter(({ candidate }, i) => candidate.state === (mine[i - 1]?.candidate ?? before)?.state).length,
  ).toBeLessThan(2)
}

/** Merged or not, every run of every signature is in exactly one lesson. */
async function expectRuns(store: Store, known: Known): Promise<void> {
  const { items } = await store.patterns.lessons({ tenant, limit: 100 })
  const total = [...known.runs.values()].reduce((sum, runs) => sum + runs, 0)
  expect(items.reduce((sum, { runs }) => sum + runs, 0)).toBe(total)
  for (const { lesson, runs } of items) {
    expect((await store.patterns.evidence(tenant, lesson, 30 * day, noon))?.runs).toBe(runs)
  }
}
