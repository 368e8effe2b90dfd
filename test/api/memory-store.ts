import type { ApiOptions } from '../../src/api/start-api.ts'
import type { Candidate } from '../../src/candidate/candidate.ts'
import type { Scorecard } from '../../src/candidate/scorecard.ts'
import type { CountPoint, Pattern } from '../../src/pattern/pattern.ts'
import { bucketMs, bucketStart } from '../../src/pattern/window.ts'
import type { CountQuery, Page, RunRecord, StoreHealth, TraceState } from '../../src/store/contract.ts'

type ReadStore = ApiOptions['store']

/** What the API reads, in memory. Another tenant's things are not there. */
export interface Contents {
  readonly runs: readonly RunRecord[]
  readonly patterns: readonly Pattern[]
  readonly candidates: readonly Candidate[]
  readonly scorecards: ReadonlyMap<string, Scorecard>
  readonly traces: readonly TraceState[]
  health: StoreHealth
  /** When set, every read rejects with it. */
  failure: Error | null
}

export function memoryStore(contents: Contents): ReadStore {
  const here = <T>(read: () => T): Promise<T> =>
    contents.failure === null ? Promise.resolve(read()) : Promise.reject(contents.failure)
  const notRead = () => Promise.reject(new Error('the API only reads'))
  return {
    fingerprintKey: '5e'.repeat(32),
    health: () => here(() => contents.health),
    traces: {
      ...{ append: notRead, claim: notRead, commit: notRead, fail: notRead, nextDueMs: notRead },
      ...{ counts: notRead, expire: notRead },
      get: (tenant, traceId) =>
        here(() =>
          tenant === 'default' ? (contents.traces.find((trace) => trace.traceId === traceId) ?? null) : null,
        ),
    },
    runs: {
      list: ({ tenant, agent, outcome, signature, sinceMs, limit, cursor }) =>
        here(() => {
          const found = contents.runs.filter(
            ({ run, findings, countedAtMs }) =>
              run.tenant === tenant &&
              (agent === undefined || run.agent === agent) &&
              (outcome === undefined || run.outcome === outcome) &&
              (sinceMs === undefined || countedAtMs >= sinceMs) &&
              (signature === undefined || findings.some((finding) => finding.signature === signature)),
          )
          return pageOf(found, limit, cursor)
        }),
      get: (tenant, runId) =>
        here(() => contents.runs.find(({ run }) => run.tenant === tenant && run.id === runId) ?? null),
    },
    patterns: {
      ...{ dirty: notRead, evidence: notRead },
      list: ({ tenant, agent, signal, bucket, lesson, sinceMs, sort, limit, cursor }) =>
        here(() => {
          const found = contents.patterns.filter(
            (pattern) =>
              pattern.tenant === tenant &&
              (agent === undefined || pattern.agent === agent) &&
              (signal === undefined || pattern.signal === signal) &&
              (bucket === undefined || pattern.bucket === bucket) &&
              (lesson === undefined || pattern.lesson === lesson) &&
              (sinceMs === undefined || pattern.lastSeenMs >= sinceMs),
          )
          const key = sort === 'lastSeen' ? 'lastSeenMs' : 'runs'
          return pageOf(
            found.toSorted((a, b) => b[key] - a[key]),
            limit,
            cursor,
          )
        }),
      get: (tenant, signature) => here(() => findPattern(contents, tenant, signature)),
      counts: (query) => here(() => countsOf(query)),
    },
    candidates: {
      apply: notRead,
      list: ({ tenant, state, agent, limit, cursor }) =>
        here(() => {
          const found = contents.candidates.filter(
            (candidate) =>
              candidate.tenant === tenant &&
              (state === undefined || candidate.state === state) &&
              (agent === undefined || candidate.agent === agent),
          )
          return pageOf(found, limit, cursor)
        }),
      get: (tenant, id) =>
        here(() => contents.candidates.find((found) => found.tenant === tenant && found.id === id) ?? null),
      scorecard: (_tenant, lesson) => here(() => contents.scorecards.get(lesson) ?? null),
    },
  }
}

function findPattern({ patterns }: Contents, tenant: string, signature: string): Pattern | null {
  return patterns.find((pattern) => pattern.tenant === tenant && pattern.signature === signature) ?? null
}

/** The cursor is the place to go on from; what it cannot read is a bug of whoever handed it on. */
function pageOf<T>(found: readonly T[], limit: number, cursor = 'at:0'): Page<T> {
  const at = Number(cursor.replace('at:', ''))
  if (!Number.isInteger(at)) throw new Error('a cursor that this store never gave')
  const next = at + limit
  return { items: found.slice(at, next), nextCursor: next < found.length ? `at:${next}` : null }
}

/** One run in every bucket of the range. */
function countsOf({ resolution, fromMs, toMs }: CountQuery): readonly CountPoint[] {
  const points: CountPoint[] = []
  for (let startMs = bucketStart(fromMs, resolution); startMs < toMs; startMs += bucketMs[resolution]) {
    points.push({ startMs, runs: 1, agentRuns: 10, excess: { usd: 0.01, tokens: 100, seconds: 1, calls: 2 } })
  }
  return points
}
