/**
 * The half of the engine that keeps what people see, one slot per tenant: counts, patterns, lessons, candidates, events,
 * baselines and the index of runs. It is fed by the rows of the traces' partitions.
 */
import { wholeMs } from '../../../count/whole-ms.ts'
import type { CandidateStore, OutboxStore, PatternStore, RunStore, TraceCounts } from '../../contract.ts'
import type { StoreLimits } from '../../limits.ts'
import type { RedisClient } from '../client.ts'
import type { Keys } from '../keys.ts'
import type { ApplyRows } from '../row.ts'
import { applyDecision } from './apply-decision.ts'
import { createApplyRows } from './apply-rows.ts'
import { createBaselines } from './baseline.ts'
import { dirtyLessons } from './dirty-lessons.ts'
import { evidence } from './evidence.ts'
import { expireTenant } from './expire.ts'
import { inPieces } from './in-pieces.ts'
import { listAgents } from './list-agents.ts'
import { getCandidate, listCandidates } from './list-candidates.ts'
import { listLessons, scorecard } from './list-lessons.ts'
import { listPatterns } from './list-patterns.ts'
import { getRun, listRuns } from './list-runs.ts'
import { listSignals } from './list-signals.ts'
import { createNewsReader, type NewsReaderOptions } from './news.ts'
import { createOutbox } from './outbox.ts'
import { patternCounts } from './pattern-counts.ts'
import { getPattern } from './read-pattern.ts'
import { listOf, numberOf, numberOrNull, textsOf } from './replies.ts'
import { review } from './review.ts'
import type { RunRecords } from './run-records.ts'
import { createSlots, type Slot } from './slot.ts'
import { tenantsOf } from './tenants.ts'

/** The part of the counts that stands in tenants' slots. */
export type TenantCounts = Pick<
  TraceCounts,
  'runs' | 'unfedRuns' | 'overflowRuns' | 'lostEvents' | 'lostDeadLetters'
> & {
  /** Rows that were gone before they could be counted: Redis fell back to an older copy of itself. */
  readonly lostRows: number
}

export interface TenantHalf {
  readonly applyRows: ApplyRows
  readonly runs: RunStore
  readonly patterns: PatternStore
  readonly candidates: CandidateStore
  readonly outbox: OutboxStore
  /** Of one tenant, or of all when null. */
  counts(tenant: string | null): Promise<TenantCounts>
  expire(nowMs: number): Promise<void>
}

export interface TenantHalfOptions {
  readonly keys: Keys
  readonly limits: StoreLimits
  readonly records: RunRecords
  readonly news?: NewsReaderOptions
}

/** Tenants whose slots are looked through side by side. */
const tenantsAtOnce = 8

export function createTenantHalf(client: RedisClient, options: TenantHalfOptions): TenantHalf {
  const { keys, limits, records } = options
  const slotOf = createSlots(client, keys)
  const allSlots = async () => (await tenantsOf(client, keys)).map(slotOf)
  const sinksKey = keys.registry('sinks')
  const baseline = createBaselines()
  const newsReader = () => createNewsReader(client, keys, options.news)
  const lessonNews = newsReader()
  return {
    applyRows: createApplyRows(slotOf, limits),
    runs: {
      list: (query) => listRuns(slotOf(query.tenant), records, query),
      get: (tenant, runId) => getRun(slotOf(tenant), records, runId),
      baseline: (tenant, of, beforeMs) => baseline(slotOf(tenant), of, beforeMs),
      agents: (tenant, windowMs, nowMs) => listAgents(slotOf(tenant), windowMs, nowMs),
    },
    patterns: {
      list: (query) => listPatterns(slotOf(query.tenant), query),
      get: (tenant, signature) => getPattern(slotOf(tenant), signature),
      lessons: (query) => listLessons(slotOf(query.tenant), query),
      signals: (tenant) => listSignals(slotOf(tenant)),
      counts: (query) => patternCounts(slotOf(query.tenant), query),
      dirty: (limit) => dirtyLessons(slotOf, lessonNews, limit),
      evidence: (tenant, lesson, windowMs, nowMs) => evidence(slotOf(tenant), lesson, windowMs, nowMs),
    },
    candidates: {
      apply: (decision) => applyDecision(slotOf(decision.tenant), records, decision),
      review: (request) => review(slotOf(request.tenant), request),
      list: (query) => listCandidates(slotOf(query.tenant), query),
      get: (tenant, id) => getCandidate(slotOf(tenant), id),
      scorecard: (tenant, lesson) => scorecard(slotOf(tenant), lesson),
    },
    outbox: createOutbox({ client, slotOf, sinksKey, limits, newsReader }),
    counts: async (tenant) => countsOf(tenant === null ? await allSlots() : [slotOf(tenant)]),
    expire: async (asked) => {
      const sinks = textsOf(await client.read('hkeys', sinksKey))
      const nowMs = wholeMs(asked)
      await inPieces(await allSlots(), (slot) => expireTenant(slot, nowMs, { records, sinks, limits }), tenantsAtOnce)
    },
  }
}

const counters = ['unfedRuns', 'overflowRuns', 'lostEvents', 'lostDeadLetters', 'lostRows'] as const

async function countsOf(slots: readonly Slot[]): Promise<TenantCounts> {
  const sums = { runs: 0, unfedRuns: 0, overflowRuns: 0, lostEvents: 0, lostDeadLetters: 0, lostRows: 0 }
  const found = await inPieces(slots, (slot) =>
    Promise.all([slot.read('hlen', 'runs'), slot.read('hmget', 'meta', ...counters)]),
  )
  for (const [runs, counted] of found) {
    sums.runs += numberOf(runs)
    for (const [index, name] of counters.entries()) sums[name] += numberOrNull(listOf(counted)[index]) ?? 0
  }
  return sums
}
