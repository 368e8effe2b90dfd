/** Random lives of a store: traces judged, joined, left open and set aside; lessons decided and reviewed; sinks told. */
import fc from 'fast-check'
import type { RunContribution } from '../../../src/pattern/contribution.ts'
import type { Store } from '../../../src/store/contract.ts'
import {
  chunk,
  commitOf,
  contribution,
  day,
  decisionOn,
  hour,
  measured,
  noon,
  pattern,
  review,
  runRecord,
  span,
  tenant,
} from '../builders.ts'

export const signatures = ['a', 'b', 'c', 'd', 'e'] as const
export const agents = ['helper', 'writer'] as const
export const traceIds = ['t0', 't1', 't2', 't3', 't4'] as const
export const sinks = ['file', 'hook'] as const

const anyPattern = fc.record({
  signature: fc.constantFrom(...signatures),
  severity: fc.constantFrom(0.1, 0.3, 0.7),
  usd: fc.constantFrom(0, 0.1, 0.000_015),
  risks: fc.subarray(['run_failed', 'approval'] as const),
  trajectory: fc.constantFrom('search', 'refund', 'sör\n\u0000ch'),
  explanation: fc.constantFrom('one', 'two'),
  scope: fc.constantFrom('agent' as const, 'service' as const),
})

const anyRun = fc.record({
  countedAtMs: fc.constantFrom(noon, noon + 61_000, noon - 3 * hour, noon - 2 * day, noon - 9 * day, noon - 80 * day),
  outcome: fc.constantFrom('completed' as const, 'failed' as const),
  source: fc.constantFrom('ann', 'bob', null),
  release: fc.constantFrom('v1', 'v2', null),
  agent: fc.constantFrom(...agents),
  agentVersion: fc.constantFrom('3', null),
  measures: fc.constantFrom(null, measured({ tokens: 100, steps: 3 }), measured({ tokens: 0, costUsd: 0.25 })),
  patterns: fc.uniqueArray(anyPattern, { selector: (one) => one.signature, maxLength: 3 }),
})

const anyStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('commit' as const),
      trace: fc.constantFrom(...traceIds).map((trace): string => trace),
      runs: fc.array(anyRun, { maxLength: 3 }),
      asks: fc.boolean(),
      answers: fc.option(fc.constantFrom(...traceIds).map((trace): string => trace)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('append' as const),
      trace: fc.constantFrom(...traceIds, 'open-1', 'open-2').map((trace): string => trace),
      spans: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('fail' as const), times: fc.constantFrom(1, 3, 5) }) },
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
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('confirm' as const, 'bury' as const, 'revive' as const),
      sink: fc.constantFrom(...sinks),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('expire' as const),
      days: fc.constantFrom(1, 8, 12).map((days): number => days),
    }),
  },
)
export type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never

export const anyLife: fc.Arbitrary<readonly Step[]> = fc.array(anyStep, { minLength: 4, maxLength: 16 })

/** Time only goes on, and what has expired comes no more: what is done after that is done to other traces. */
export function inTime(steps: readonly Step[]): readonly Step[] {
  let days = 0
  return steps.map((step): Step => {
    if (step.act === 'append') return { ...step, trace: `${step.trace}-${days}` }
    if (step.act === 'commit') {
      return { ...step, trace: `${step.trace}-${days}`, answers: step.answers && `${step.answers}-${days}` }
    }
    if (step.act !== 'expire') return step
    days += step.days
    return { ...step, days }
  })
}

export async function act(store: Store, step: Step, index: number): Promise<void> {
  switch (step.act) {
    case 'commit':
      return commit(store, step, index)
    case 'append':
      return append(store, step.trace, index, step.spans)
    case 'fail':
      return failAll(store, step.times)
    case 'decide':
      return decide(store, `lesson-${step.of}`, step.promoted)
    case 'review':
      return reviewOne(store, step)
    case 'expire':
      return store.traces.expire(noon + step.days * day)
    default:
      return tell(store, step.act, step.sink)
  }
}

/** The same step of the same life sends the same spans to every store. */
async function append(store: Store, trace: string, index: number, spans: number): Promise<void> {
  const facts = Array.from({ length: spans }, (_, number) => span(`span-${index}-${number}`))
  await store.traces.append({ chunks: [chunk(trace, facts)], receivedMs: noon - hour + index * 1000 })
}

async function commit(store: Store, step: Extract<Step, { act: 'commit' }>, index: number): Promise<void> {
  await append(store, step.trace, index, 1)
  if ((await store.traces.get(tenant, step.trace))?.state !== 'open') return
  const ledger = step.runs.map((run, number) => ledgerRun(step.trace, number, run))
  const runs = ledger.map(({ runId, agent, outcome, countedAtMs }) =>
    runRecord(runId, step.trace, { agent, outcome }, countedAtMs),
  )
  // One trace issues a call: which of several issuers is the oldest is told by engines in ways of their own.
  const pendingCalls = step.asks ? [`call of ${step.trace}`] : []
  const awaitedCalls = step.answers === null || step.answers === step.trace ? [] : [`call of ${step.answers}`]
  const claimed = await store.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 100 })
  for (const claim of claimed.toSorted((a, b) => (a.traceId < b.traceId ? -1 : 1))) {
    if (claim.traceId !== step.trace) await store.traces.commit(commitOf(claim, { noRun: 'context_only' }))
    else await store.traces.commit(commitOf(claim, { ledger, runs, pendingCalls, awaitedCalls }))
  }
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

async function failAll(store: Store, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const claimed = await store.traces.claim({ nowMs: noon, leaseMs: 1000, limit: 100 })
    for (const claim of claimed) await store.traces.fail(claim, 'it threw', noon - dueBefore(claim.traceId))
  }
}

/** Which of two traces that are due at the same time is claimed first is a matter of the engine. */
function dueBefore(trace: string): number {
  return [...trace].reduce((sum, letter) => 3 * sum + letter.charCodeAt(0), 0) % 10_000
}

async function decide(store: Store, lesson: string, promoted: boolean): Promise<void> {
  if ((await store.patterns.evidence(tenant, lesson, 30 * day, noon)) === null) return
  await store.candidates.apply(await decisionOn(store, lesson, promoted))
}

async function reviewOne(store: Store, step: Extract<Step, { act: 'review' }>): Promise<void> {
  const { items } = await store.candidates.list({ tenant, limit: 100 })
  const byId = items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const chosen = byId[step.of % Math.max(1, byId.length)]
  if (chosen === undefined) return
  const into = byId[step.into % byId.length]?.id ?? null
  await store.candidates.review(review(chosen.id, step.decision, { into, untilMs: noon + 5 * day }))
}

async function tell(store: Store, what: 'confirm' | 'bury' | 'revive', sink: string): Promise<void> {
  if (what === 'revive') {
    await store.outbox.revive(tenant, sink, null)
    return
  }
  const [event] = await store.outbox.pending(sink, 1)
  if (event === undefined) return
  if (what === 'bury') await store.outbox.bury(sink, event, 'it said 410', 3, noon)
  else await store.outbox.confirm(sink, [event])
}
