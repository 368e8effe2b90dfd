/**
 * The embedded store: one SQLite file, one process, one worker thread that alone touches it. The promises are those of
 * the contract; what was answered survives a kill and a power loss (write-ahead log, synchronous FULL).
 */

import { wholeMs } from '../../count/whole-ms.ts'
import { type EventRef, type RunRecord, type Store, type StoreHealth, StoreUnavailable } from '../contract.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { readFacts, writeFacts } from '../facts-text.ts'
import { storedJson } from '../stored-json.ts'
import { type EmbeddedOptions, embeddedLimits } from './options.ts'
import { type StoreWorker, startWorker } from './store-worker.ts'
import type { ClaimedText, PageOf, RunText } from './verbs.ts'

/** Rejects with StoreRefused when another process has the file, or it is damaged, foreign or of a later version. */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<Store> {
  const { path, settleMs, idleMs, limits } = options
  const worker = await startWorker({ path, settleMs, idleMs, limits: { ...embeddedLimits, ...limits } })
  return {
    fingerprintKey: worker.fingerprintKey,
    traces: traceStore(worker),
    runs: runStore(worker),
    patterns: patternStore(worker),
    candidates: candidateStore(worker),
    outbox: outboxStore(worker),
    health: () => healthOf(worker),
    close: () => worker.close(),
  }
}

function traceStore(worker: StoreWorker): Store['traces'] {
  return {
    append: async ({ chunks, receivedMs }) =>
      worker.call('append', {
        chunks: chunks.map(({ tenant, traceId, facts, rootEnded }) => {
          return { tenant, traceId, rootEnded, facts: writeFacts(facts) }
        }),
        receivedMs: wholeMs(receivedMs),
      }),
    claim: async (request) => (await worker.call('claim', request)).map(claimedTrace),
    commit: async (commit) => worker.call('commit', { ...commit, runs: commit.runs.map(runText) }),
    fail: async ({ tenant, traceId, epoch }, reason, nowMs) =>
      void (await worker.call('fail', { tenant, traceId, epoch, reason, nowMs })),
    nextDueMs: () => worker.call('nextDue', null),
    get: (tenant, traceId) => worker.call('traceState', { tenant, traceId }),
    counts: (tenant) => worker.call('traceCounts', tenant),
    expire: async (nowMs) => {
      while (await worker.call('expire', nowMs));
    },
  }
}

function claimedTrace({ texts, continuations, ...rest }: ClaimedText): Claimed {
  return {
    ...rest,
    facts: readFacts(texts),
    continuations: continuations.map(({ traceId, texts, upTo }) => ({ traceId, facts: readFacts(texts), upTo })),
  }
}

type Claimed = Awaited<ReturnType<Store['traces']['claim']>>[number]

function runText(record: RunRecord): RunText {
  const { id, agent, outcome } = record.run
  return { runId: id, agent, outcome, countedAtMs: record.countedAtMs, text: JSON.stringify(record) }
}

function runStore(worker: StoreWorker): Store['runs'] {
  return {
    list: async ({ cursor, ...query }) => {
      const page = await worker.call('listRuns', { ...query, after: readCursor(cursor, 'time') })
      return pageOf({ ...page, items: page.items.map(runRecord) })
    },
    get: async (tenant, runId) => {
      const record = await worker.call('getRun', { tenant, runId })
      return record === null ? null : runRecord(record)
    },
    baseline: (tenant, of, beforeMs) => worker.call('baseline', { tenant, of, beforeMs }),
    agents: (tenant, windowMs, nowMs) => worker.call('listAgents', { tenant, windowMs, nowMs }),
  }
}

function runRecord(record: string): RunRecord {
  return storedJson(record)
}

function patternStore(worker: StoreWorker): Store['patterns'] {
  return {
    list: async ({ cursor, ...query }) =>
      pageOf(await worker.call('listPatterns', { ...query, after: readCursor(cursor, query.sort) })),
    get: (tenant, signature) => worker.call('getPattern', { tenant, signature }),
    lessons: async ({ cursor, ...query }) =>
      pageOf(await worker.call('listLessons', { ...query, after: readCursor(cursor, 'lessonRuns') })),
    signals: (tenant) => worker.call('listSignals', tenant),
    counts: (query) => worker.call('patternCounts', query),
    dirty: (limit) => worker.call('dirtyLessons', limit),
    evidence: (tenant, lesson, windowMs, nowMs) => worker.call('evidence', { tenant, lesson, windowMs, nowMs }),
  }
}

function candidateStore(worker: StoreWorker): Store['candidates'] {
  return {
    apply: (decision) => worker.call('applyDecision', decision),
    review: (request) => worker.call('review', request),
    list: async ({ cursor, ...query }) =>
      pageOf(await worker.call('listCandidates', { ...query, after: readCursor(cursor, 'time') })),
    get: (tenant, id) => worker.call('getCandidate', { tenant, id }),
    scorecard: (tenant, lesson) => worker.call('scorecard', { tenant, lesson }),
  }
}

function outboxStore(worker: StoreWorker): Store['outbox'] {
  return {
    lease: (sink, holder, nowMs, leaseMs) => worker.call('lease', { sink, holder, nowMs, leaseMs }),
    release: async (sink, holder) => void (await worker.call('release', { sink, holder })),
    pending: (sink, limit) => worker.call('pendingEvents', { sink, limit }),
    confirm: async (sink, upTo) => void (await worker.call('confirm', { sink, upTo: upTo.map(refOf) })),
    bury: async (sink, event, reason, attempts, nowMs) =>
      void (await worker.call('bury', { sink, event: refOf(event), reason, attempts, nowMs })),
    deadLetters: (tenant, sink, limit) => worker.call('deadLetters', { tenant, sink, limit }),
    revive: (tenant, sink, sequence) => worker.call('revive', { tenant, sink, sequence }),
    since: (tenant, sequence, limit) => worker.call('eventsSince', { tenant, sequence, limit }),
    newest: (tenant) => worker.call('newestEvent', tenant),
  }
}

/** Whole events are handed in as well as their names: nothing more of them needs to cross to the worker. */
function refOf({ tenant, sequence }: EventRef): EventRef {
  return { tenant, sequence }
}

function pageOf<T>({ items, next }: PageOf<T>) {
  return { items, nextCursor: next === null ? null : writeCursor(next) }
}

async function healthOf(worker: StoreWorker): Promise<StoreHealth> {
  try {
    return await worker.call('health', null)
  } catch (error) {
    if (error instanceof StoreUnavailable) return { ok: false, reason: error.message }
    throw error
  }
}
