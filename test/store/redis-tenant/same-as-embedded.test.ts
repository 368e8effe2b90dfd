/** Two engines, one contract: whatever happens to both, people see the same. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunContribution } from '../../../src/pattern/contribution.ts'
import type { AgentSummary, LessonDecision, PatternQuery, Store } from '../../../src/store/contract.ts'
import { openEmbeddedStore } from '../../../src/store/embedded/open.ts'
import { storeLimits } from '../../../src/store/limits.ts'
import { openRedisStore } from '../../../src/store/redis/open.ts'
import { type EmptyRedis, emptyRedis, emptyRedisMissing } from '../../redis/empty-redis.ts'
import {
  contribution,
  day,
  decisionOn,
  hour,
  judge,
  measured,
  noon,
  pattern,
  review,
  runRecord,
  tenant,
} from '../builders.ts'

const signatures = ['a', 'b', 'c', 'd', 'e'] as const
const agents = ['helper', 'writer'] as const
const patternsPerTenant = 100

const anyPattern = fc.record({
  signature: fc.constantFrom(...signatures),
  severity: fc.constantFrom(0.1, 0.3, 0.7),
  usd: fc.constantFrom(0, 0.1, 0.000_015),
  risks: fc.subarray(['run_failed', 'approval'] as const),
  trajectory: fc.constantFrom('search', 'refund'),
  explanation: fc.constantFrom('one', 'two'),
  scope: fc.constantFrom('agent' as const, 'service' as const),
})

const anyRun = fc.record({
  countedAtMs: fc.constantFrom(noon, noon + 61_000, noon - 3 * hour, noon - 2 * day, noon - 9 * day, noon - 80 * day),
  outcome: fc.constantFrom('completed' as const, 'failed' as const),
  source: fc.constantFrom('ann', 'bob', null),
  release: fc.constantFrom('v1', 'v2', null),
  agent: fc.constantFrom(...agents),
  measures: fc.constantFrom(null, measured({ tokens: 100, steps: 3 }), measured({ tokens: 0, costUsd: 0.25 })),
  patterns: fc.uniqueArray(anyPattern, { selector: (one) => one.signature, maxLength: 3 }),
})

const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('commit' as const),
      trace: fc.constantFrom('t0', 't1', 't2').map((trace): string => trace),
      runs: fc.array(anyRun, { maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('decide' as const),
      of: fc.constantFrom(...signatures),
      promoted: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('review' as const),
      of: fc.nat(4),
      into: fc.nat(4),
      decision: fc.constantFrom('accept' as const, 'snooze' as const, 'merge' as const, 'reopen' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('expire' as const),
      days: fc.constantFrom(1, 8, 12, 85).map((days): number => days),
    }),
  },
)
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

const missing = emptyRedisMissing('what people see in both engines')

describe.skipIf(missing !== null)('a tenant’s slot in Redis', () => {
  let redis: EmptyRedis
  let stores = 0
  beforeAll(async () => {
    redis = await emptyRedis()
  })
  afterAll(() => redis.stop())

  const openBoth = () => {
    stores += 1
    const limits = { patternsPerTenant, lateWindowMs: storeLimits.lateWindowMs }
    const times = { settleMs: 15_000, idleMs: 900_000, limits }
    const inRedis = { url: redis.url, durability: { kind: 'process' }, namespace: `same-${stores}:` } as const
    return Promise.all([openEmbeddedStore({ path: ':memory:', ...times }), openRedisStore({ ...inRedis, ...times })])
  }

  it('shows what the embedded store shows, whatever is counted, taken back, decided and forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 14 }), async (steps) => {
        const [embedded, inRedis] = await openBoth()
        try {
          let hours = true
          for (const step of inTime(steps)) {
            // Hours go when the embedded store is told to expire, and in Redis by themselves.
            if (step.act === 'expire') hours = false
            for (const store of [embedded, inRedis]) await act(store, step)
            expect(await seen(inRedis, hours)).toEqual(await seen(embedded, hours))
          }
        } finally {
          await Promise.all([embedded.close(), inRedis.close()])
        }
      }),
      { numRuns: 20, endOnFailure: true },
    )
  })
})

/** Time only goes on, and what has expired comes no more: commits after that are of other traces. */
function inTime(steps: readonly Step[]): readonly Step[] {
  let [generation, days] = [0, 0]
  return steps.map((step): Step => {
    if (step.act === 'commit') return { ...step, trace: `${step.trace}-${generation}` }
    if (step.act !== 'expire') return step
    generation += 1
    days += step.days
    return { ...step, days }
  })
}

async function act(store: Store, step: Step): Promise<void> {
  if (step.act === 'commit') {
    const ledger = step.runs.map((run, index) => ledgerRun(step.trace, index, run))
    const runs = ledger.map(({ runId, agent, outcome, countedAtMs }) =>
      runRecord(runId, step.trace, { agent, outcome }, countedAtMs),
    )
    await judge(store, step.trace, { ledger, runs })
  }
  if (step.act === 'decide') await decide(store, `lesson-${step.of}`, step.promoted)
  if (step.act === 'review') await reviewOne(store, step)
  if (step.act === 'expire') await store.traces.expire(noon + step.days * day)
}

function ledgerRun(
  trace: string,
  index: number,
  run: Extract<Step, { act: 'commit' }>['runs'][number],
): RunContribution {
  const patterns = run.patterns.map(({ usd, signature, ...more }) =>
    pattern(signature, { ...more, excess: { usd, tokens: 1, seconds: 0.25, calls: 2, approvals: 1 } }),
  )
  return contribution(`${trace}-${index}`, patterns, { ...run, patterns })
}

async function decide(store: Store, lesson: string, promoted: boolean): Promise<void> {
  if ((await store.patterns.evidence(tenant, lesson, 30 * day, noon)) === null) return
  const decision: LessonDecision = await decisionOn(store, lesson, promoted)
  await store.candidates.apply(decision)
}

async function reviewOne(store: Store, step: Extract<Step, { act: 'review' }>): Promise<void> {
  const { items } = await store.candidates.list({ tenant, limit: 100 })
  const byId = items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const chosen = byId[step.of % Math.max(1, byId.length)]
  if (chosen === undefined) return
  const into = byId[step.into % byId.length]?.id ?? null
  await store.candidates.review(review(chosen.id, step.decision, { into, untilMs: noon + 5 * day }))
}

const sorts = ['runs', 'lastSeen', 'cost', 'risk', 'rise'] as const

/** Everything that people are shown; what is made of hours only as long as they are there. */
async function seen(store: Store, hours: boolean) {
  const shownSorts = hours ? sorts : sorts.filter((sort) => sort !== 'rise')
  const windows = hours ? [5 * day, 89 * day] : [89 * day]
  const { patterns, runs, candidates, outbox } = store
  const list = (sort: PatternQuery['sort']) => patterns.list({ tenant, sort, limit: 100 })
  const counts = await store.traces.counts(tenant)
  const { items: lessons } = await patterns.lessons({ tenant, limit: 100 })
  return {
    counts: [counts.runs, counts.unfedRuns, counts.overflowRuns],
    patterns: await Promise.all(shownSorts.map(async (sort) => (await list(sort)).items)),
    lessons,
    signals: await patterns.signals(tenant),
    agents: (await runs.agents(tenant, 30 * day, noon)).map(toTheDay),
    dirty: await patterns.dirty(100),
    series: await Promise.all(signatures.map((signature) => seriesOf(store, signature))),
    evidence: await Promise.all(signatures.map((signature) => evidenceOf(store, `lesson-${signature}`, windows))),
    candidates: (await candidates.list({ tenant, limit: 100 })).items,
    events: (await outbox.since(tenant, 0, 100)).map(({ type, sequence, id }) => [type, sequence, id]),
    runs: (await runs.list({ tenant, limit: 100 })).items.map(({ run }) => run.id),
    sighted: await Promise.all(signatures.map((signature) => runsWith(store, signature))),
    baselines: await Promise.all(agents.map((agent) => baselineOf(store, agent))),
  }
}

/** The minute, hour or day: how exactly it is known depends on which buckets are gone. */
function toTheDay({ lastSeenMs, ...agent }: AgentSummary) {
  return { ...agent, lastSeenDay: Math.floor(lastSeenMs / day) }
}

async function seriesOf(store: Store, signature: string) {
  const range = { tenant, signature, fromMs: noon - 90 * day, toMs: noon + day }
  return store.patterns.counts({ ...range, resolution: 'day' })
}

/** Versions are numbers of an engine's own. */
async function evidenceOf(store: Store, lesson: string, windows: readonly number[]) {
  const found = await Promise.all(windows.map((windowMs) => store.patterns.evidence(tenant, lesson, windowMs, noon)))
  return found.map((evidence) => evidence && { ...evidence, version: 0, hours: 0 })
}

async function runsWith(store: Store, signature: string) {
  const { items } = await store.runs.list({ tenant, signature, limit: 100 })
  return items.map(({ run }) => run.id)
}

function baselineOf(store: Store, agent: string) {
  return store.runs.baseline(tenant, { scope: 'agent', agent }, noon + hour)
}
