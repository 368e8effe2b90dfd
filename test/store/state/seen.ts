import type { AgentSummary, PatternQuery, Store } from '../../../src/store/contract.ts'
import { day, hour, noon, tenant } from '../builders.ts'
import { agents, signatures, sinks } from './traffic.ts'

const sorts = ['runs', 'lastSeen', 'cost', 'risk', 'rise'] as const

export interface Shown {
  /** Hour buckets are still there, in whichever engine. */
  readonly hours: boolean
  /** Every subject of a baseline has a name, in whichever engine. */
  readonly baselines: boolean
  /** Lessons were marked in the same order. */
  readonly order: boolean
  readonly traces: readonly string[]
}

/** Everything that people and sinks are shown. */
export async function seen(store: Store, { hours, traces, baselines, order }: Shown) {
  const shownSorts = hours ? sorts : sorts.filter((sort) => sort !== 'rise')
  const windows = hours ? [5 * day, 89 * day] : [89 * day]
  const { patterns, runs, candidates, outbox } = store
  const list = (sort: PatternQuery['sort']) => patterns.list({ tenant, sort, limit: 100 })
  const dirty = await patterns.dirty(100)
  const { items: lessons } = await patterns.lessons({ tenant, limit: 100 })
  const { items: candidatesNow } = await candidates.list({ tenant, limit: 100 })
  return {
    counts: [await store.traces.counts(tenant), await store.traces.counts(null)],
    dueMs: await store.traces.nextDueMs(),
    traces: await Promise.all(traces.map((trace) => store.traces.get(tenant, trace))),
    patterns: await Promise.all(shownSorts.map(async (sort) => (await list(sort)).items)),
    lessons,
    signals: await patterns.signals(tenant),
    agents: (await runs.agents(tenant, 30 * day, noon)).map(toTheDay),
    dirty: order ? dirty : dirty.toSorted((a, b) => (a.lesson < b.lesson ? -1 : 1)),
    series: await Promise.all(
      (['day', ...(hours ? (['hour', 'minute'] as const) : [])] as const).map((resolution) =>
        series(store, resolution),
      ),
    ),
    evidence: await Promise.all(signatures.map((signature) => evidence(store, `lesson-${signature}`, windows))),
    scorecards: await Promise.all(signatures.map((signature) => candidates.scorecard(tenant, `lesson-${signature}`))),
    candidates: candidatesNow,
    newest: await outbox.newest(tenant),
    events: await outbox.since(tenant, 0, 100),
    pending: await Promise.all(sinks.map((sink) => outbox.pending(sink, 100))),
    letters: await outbox.deadLetters(tenant, null, 100),
    runs: (await runs.list({ tenant, limit: 100 })).items,
    sighted: await Promise.all(signatures.map((signature) => runsWith(store, signature))),
    baselines: baselines ? await baselinesOf(store) : null,
  }
}

/** The minute, hour or day: how exactly it is known depends on which buckets are gone. */
function toTheDay({ lastSeenMs, ...agent }: AgentSummary) {
  return { ...agent, lastSeenDay: Math.floor(lastSeenMs / day) }
}

const spans = { day: 90 * day, hour: 10 * day, minute: 4 * hour } as const

function series(store: Store, resolution: keyof typeof spans) {
  const range = { tenant, fromMs: noon - spans[resolution], toMs: noon + hour, resolution }
  return Promise.all(signatures.map((signature) => store.patterns.counts({ ...range, signature })))
}

/** When and how a lesson was last seen whose runs were all taken back depends on the order in which they were. */
const nowhere = { firstSeenMs: 0, lastSeenMs: 0, explanation: '' }

/** Versions are numbers of an engine's own. */
async function evidence(store: Store, lesson: string, windows: readonly number[]) {
  const found = await Promise.all(windows.map((windowMs) => store.patterns.evidence(tenant, lesson, windowMs, noon)))
  return found.map((told) => told && { ...told, ...(told.runs === 0 ? nowhere : {}), version: 0, hours: 0 })
}

async function runsWith(store: Store, signature: string) {
  const { items } = await store.runs.list({ tenant, signature, limit: 100 })
  return items.map(({ run }) => run.id)
}

function baselinesOf({ runs }: Store) {
  const subjects = [
    { scope: 'service', service: 'shop' } as const,
    ...agents.map((agent) => ({ scope: 'agent', agent }) as const),
    ...agents.map((agent) => ({ scope: 'version', agent, version: '3' }) as const),
  ]
  return Promise.all(subjects.map((of) => runs.baseline(tenant, of, noon + hour)))
}
