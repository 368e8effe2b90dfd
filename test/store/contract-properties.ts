import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noExcess } from '../../src/finding/finding.ts'
import type { PatternContribution, RunContribution } from '../../src/pattern/contribution.ts'
import type { ClaimedTrace, Store } from '../../src/store/contract.ts'
import { chunk, commitOf, contribution, day, hour, judge, noon, pattern, span, tenant } from './builders.ts'
import type { OpenStore } from './contract-suite.ts'
import { withStore } from './use-store.ts'

const signatures = ['a', 'b', 'c'] as const
const traces = ['t0', 't1', 't2'] as const

const anyPattern = fc.record({
  signature: fc.constantFrom(...signatures),
  severity: fc.constantFrom(0.1, 0.3, 0.7),
  usd: fc.constantFrom(0, 0.1, 0.2, 0.000_015),
  risks: fc.subarray(['run_failed', 'approval'] as const),
  trajectory: fc.constantFrom('search', 'refund'),
})

const anyRun = fc.record({
  countedAtMs: fc.constantFrom(noon, noon + 61_000, noon - 3 * hour, noon - 2 * day),
  outcome: fc.constantFrom('completed' as const, 'failed' as const),
  source: fc.constantFrom('ann', 'bob', null),
  release: fc.constantFrom('v1', 'v2', null),
  agent: fc.constantFrom('helper', 'writer'),
  service: fc.constantFrom('helper', 'shop'),
  scope: fc.constantFrom('agent' as const, 'service' as const),
  patterns: fc.uniqueArray(anyPattern, { selector: (one) => one.signature, maxLength: 3 }),
})

const anyCommit = fc.record({
  trace: fc.constantFrom(...traces),
  runs: fc.array(anyRun, { maxLength: 3 }),
})

type AnyRun = typeof anyRun extends fc.Arbitrary<infer T> ? T : never

/** What must hold for every sequence of events, on every engine. */
export function storeProperties(name: string, open: OpenStore): void {
  describe(`${name}: store properties`, () => {
    it('keeps the counts equal to a recount of the last ledgers, whatever was committed before', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyCommit, { minLength: 1, maxLength: 8 }), async (commits) => {
          await withStore(open, async (store) => {
            const last = new Map<string, readonly RunContribution[]>()
            for (const { trace, runs } of commits) {
              const ledger = runs.map((run, index) => ledgerRun(trace, index, run))
              await judge(store, trace, { ledger })
              last.set(trace, ledger)
            }
            await expectRecount(store, [...last.values()].flat())
          })
        }),
        { numRuns: 30 },
      )
    })

    it('analyzes every fact and counts every trace once, whatever leases run out', async () => {
      const step = fc.record({
        act: fc.constantFrom('append' as const, 'claim' as const, 'commit' as const, 'fail' as const, 'wait' as const),
        trace: fc.constantFrom(...traces),
        worker: fc.constantFrom(0, 1),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          await withStore(open, (store) => playLeases(store, steps))
        }),
        { numRuns: 30 },
      )
    })

    it('joins a chain of traces into one run of the first, in whatever order they come', async () => {
      const step = fc.record({
        act: fc.constantFrom('append' as const, 'judge' as const),
        link: fc.nat({ max: chainLength - 1 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          await withStore(open, (store) => playChain(store, steps))
        }),
        { numRuns: 30 },
      )
    })
  })
}

function ledgerRun(trace: string, index: number, run: AnyRun): RunContribution {
  const { agent, service, scope, countedAtMs, outcome, source, release } = run
  const of = scope === 'agent' ? agent : service
  const patterns = run.patterns.map(({ usd, signature, ...more }) =>
    pattern(`${scope}-${of}-${signature}`, {
      ...more,
      scope,
      excess: { usd, tokens: 1, seconds: 0.25, calls: 2, approvals: 3 },
    }),
  )
  return contribution(`${trace}-${index}`, patterns, { agent, service, countedAtMs, outcome, source, release })
}

interface Sighted {
  readonly run: RunContribution
  readonly pattern: PatternContribution
}

/** The independent count: over the whole ledgers, with nothing but filter and sum. */
async function expectRecount(store: Store, runs: readonly RunContribution[]): Promise<void> {
  const sighted = runs.flatMap((run) => run.patterns.map((one): Sighted => ({ run, pattern: one })))
  const known = [...new Set(sighted.map((one) => one.pattern.signature))].sort()
  const { items } = await store.patterns.list({ tenant, sort: 'runs', limit: 100 })
  expect(items.map((one) => one.signature).sort()).toEqual(known)
  for (const shown of items) {
    const mine = sighted.filter((one) => one.pattern.signature === shown.signature)
    const times = mine.map((one) => one.run.countedAtMs)
    const agentRuns = runs.filter((run) => (shown.scope === 'agent' ? run.agent : run.service) === shown.agent)
    expect(shown.runs).toBe(mine.length)
    expect(shown.agentRuns).toBe(agentRuns.length)
    expect([shown.firstSeenMs, shown.lastSeenMs]).toEqual([Math.min(...times), Math.max(...times)])
    expect(shown.severityMax).toBe(Math.max(...mine.map((one) => one.pattern.severity)))
    expect(new Map(shown.variants.map((one) => [one.trajectory, one.runs]))).toEqual(
      tally(mine.map((one) => one.pattern.trajectory)),
    )
    expect(shown.exemplars.length).toBe(Math.min(5, mine.length))
    const evidence = await store.patterns.evidence(tenant, shown.lesson, 30 * day, noon)
    expect(evidence?.runs).toBe(mine.length)
    expect(evidence?.agentRuns).toBe(agentRuns.length)
    expect(evidence?.failedRuns).toBe(mine.filter((one) => one.run.outcome === 'failed').length)
    expect(evidence?.sources).toEqual(tally(mine.map((one) => one.run.source)))
    expect(new Set(evidence?.releases)).toEqual(new Set(tally(mine.map((one) => one.run.release)).keys()))
    expect(evidence?.risks).toEqual(tally(mine.flatMap((one) => one.pattern.risks)))
    expect(evidence?.excess.tokens).toBe(mine.length)
    expect(evidence?.excess.calls).toBe(2 * mine.length)
    expect(evidence?.excess.approvals).toBe(3 * mine.length)
    expect(evidence?.excess.seconds).toBe(mine.length / 4)
    expect(evidence?.excess.usd).toBeCloseTo(
      mine.reduce((sum, one) => sum + one.pattern.excess.usd, 0),
      12,
    )
    await expectSeries(store, shown.signature, mine)
  }
}

async function expectSeries(store: Store, signature: string, mine: readonly Sighted[]): Promise<void> {
  for (const [resolution, width] of [
    ['minute', 60_000],
    ['hour', hour],
    ['day', day],
  ] as const) {
    const range = { fromMs: noon - 3 * day, toMs: noon + hour }
    const points = await store.patterns.counts({ tenant, signature, resolution, ...range })
    const counted = new Map(points.filter((point) => point.runs > 0).map((point) => [point.startMs, point.runs]))
    expect(counted).toEqual(tally(mine.map((one) => Math.floor(one.run.countedAtMs / width) * width)))
  }
}

function tally<T>(values: readonly (T | null)[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

interface LeaseStep {
  readonly act: 'append' | 'claim' | 'commit' | 'fail' | 'wait'
  readonly trace: string
  readonly worker: number
}

const leaseMs = 30_000

/** Two workers, a clock that jumps, and a ledger that tells how many facts its analysis saw. */
async function playLeases(store: Store, steps: readonly LeaseStep[]): Promise<void> {
  const appended = new Map<string, number>()
  const held = new Map<number, ClaimedTrace[]>()
  let nowMs = noon
  let failures = 0
  for (const { act, trace, worker } of steps) {
    if (act === 'append') {
      const count = (appended.get(trace) ?? 0) + 1
      appended.set(trace, count)
      await store.traces.append({ chunks: [chunk(trace, [span(`${trace}-${count}`)])], receivedMs: nowMs })
    }
    if (act === 'claim') {
      const claims = await store.traces.claim({ nowMs, leaseMs, limit: 2 })
      held.set(worker, [...(held.get(worker) ?? []), ...claims])
    }
    if (act === 'commit') for (const claim of held.get(worker) ?? []) await commitSeen(store, claim, nowMs)
    if (act === 'fail' && failures < 2) {
      failures += 1
      for (const claim of held.get(worker) ?? []) await store.traces.fail(claim, 'tried', nowMs)
    }
    if (act === 'commit' || act === 'fail') held.delete(worker)
    if (act === 'wait') nowMs += 20_000
  }
  await settleAll(store, nowMs + day)
  await expectAllSeen(store, appended)
}

async function commitSeen(store: Store, claim: ClaimedTrace, nowMs: number): Promise<void> {
  const excess = { ...noExcess, tokens: claim.facts.length }
  const ledger = [contribution(claim.traceId, [pattern(claim.traceId, { excess })])]
  await store.traces.commit(commitOf(claim, { ledger, nowMs }))
}

async function settleAll(store: Store, nowMs: number, commit = commitSeen): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const claims = await store.traces.claim({ nowMs, leaseMs, limit: 10 })
    if (claims.length === 0) return
    for (const claim of claims) await commit(store, claim, nowMs)
  }
  throw new Error('traces kept coming')
}

async function expectAllSeen(store: Store, appended: ReadonlyMap<string, number>): Promise<void> {
  const counts = await store.traces.counts(tenant)
  if (counts.quarantined > 0) return
  expect(counts).toMatchObject({ open: 0, settled: appended.size })
  for (const [trace, facts] of appended) {
    const [today] = await store.patterns.counts({
      tenant,
      signature: trace,
      resolution: 'day',
      fromMs: noon,
      toMs: noon + 1,
    })
    expect(today).toMatchObject({ runs: 1, excess: { tokens: facts } })
  }
}

const chainLength = 4

/** Each trace answers the call of the one before and issues one for the next; chunks and analyses come in any order. */
async function playChain(store: Store, steps: readonly { act: 'append' | 'judge'; link: number }[]): Promise<void> {
  const every = Array.from({ length: chainLength }, (_, link) => ({ act: 'append' as const, link }))
  let sent = 0
  for (const { act, link } of [...steps, ...every]) {
    if (act === 'append') {
      sent += 1
      const answers = link === 0 ? 'starts' : `answers ${link - 1}`
      const facts = [span(`${sent}`, { name: answers }), span(`${sent}+`, { name: `issues ${link}` })]
      await store.traces.append({ chunks: [chunk(`link-${link}`, facts)], receivedMs: noon - hour })
    } else
      for (const claim of await store.traces.claim({ nowMs: noon, leaseMs, limit: 1 })) await joinSeen(store, claim)
  }
  await settleAll(store, noon, joinSeen)
  const first = await store.traces.get(tenant, 'link-0')
  expect(first).toMatchObject({ state: 'settled', continues: null })
  for (let link = 1; link < chainLength; link += 1) {
    const next = await store.traces.get(tenant, `link-${link}`)
    expect(next).toMatchObject({ state: 'settled', continues: 'link-0', noRun: 'continuation' })
  }
  const evidence = await store.patterns.evidence(tenant, 'chain', day, noon)
  expect(evidence).toMatchObject({ runs: 1, agentRuns: 1, excess: { tokens: 2 * sent } })
}

async function joinSeen(store: Store, claim: ClaimedTrace): Promise<void> {
  const facts = [...claim.facts, ...claim.continuations.flatMap((next) => next.facts)]
  const calls = (verb: string) =>
    new Set(facts.flatMap((fact) => (fact.type === 'span' && fact.name.startsWith(verb) ? [fact.name.slice(-1)] : [])))
  const issued = calls('issues')
  const answered = calls('answers')
  const excess = { ...noExcess, tokens: facts.length }
  const ledger = [contribution(claim.traceId, [pattern('chain', { lesson: 'chain', excess })])]
  const pendingCalls = [...issued].filter((call) => !answered.has(call))
  const awaitedCalls = [...answered].filter((call) => !issued.has(call))
  await store.traces.commit(commitOf(claim, { ledger, pendingCalls, awaitedCalls }))
}
