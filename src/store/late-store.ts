import { type Store, StoreUnavailable } from './contract.ts'

/** A store that is not there yet: until it is, every verb rejects with StoreUnavailable, and whoever asks may come again. */
export interface LateStore extends Store {
  /** Rejects when the store never will open. */
  readonly opening: Promise<void>
  isOpen(): boolean
}

export interface LateOpening {
  /** Ends early when the signal aborts. */
  open(signal: AbortSignal, tell: (reason: string) => void): Promise<Store>
}

/** Starts to open at once. Closing it while it opens gives up. */
export function lateStore({ open }: LateOpening): LateStore {
  const giveUp = new AbortController()
  let reason = 'it is being opened'
  let store: Store | null = null
  const arriving = open(giveUp.signal, (told) => {
    reason = told
  }).then((opened) => {
    store = opened
  })
  const opening = arriving.catch((error: unknown) => {
    reason = error instanceof Error ? error.message : 'it cannot be opened'
    throw error
  })
  opening.catch(() => {})

  function opened(): Store {
    if (store === null) throw new StoreUnavailable(reason)
    return store
  }

  return {
    opening,
    isOpen: () => store !== null,
    get fingerprintKey() {
      return opened().fingerprintKey
    },
    traces: {
      append: async (request) => opened().traces.append(request),
      claim: async (request) => opened().traces.claim(request),
      commit: async (commit) => opened().traces.commit(commit),
      fail: async (claim, why, nowMs) => opened().traces.fail(claim, why, nowMs),
      nextDueMs: async () => opened().traces.nextDueMs(),
      get: async (tenant, traceId) => opened().traces.get(tenant, traceId),
      counts: async (tenant) => opened().traces.counts(tenant),
      expire: async (nowMs) => opened().traces.expire(nowMs),
    },
    runs: {
      list: async (query) => opened().runs.list(query),
      get: async (tenant, runId) => opened().runs.get(tenant, runId),
      baseline: async (tenant, of, beforeMs) => opened().runs.baseline(tenant, of, beforeMs),
      agents: async (tenant, windowMs, nowMs) => opened().runs.agents(tenant, windowMs, nowMs),
    },
    patterns: {
      list: async (query) => opened().patterns.list(query),
      get: async (tenant, signature) => opened().patterns.get(tenant, signature),
      lessons: async (query) => opened().patterns.lessons(query),
      signals: async (tenant) => opened().patterns.signals(tenant),
      counts: async (query) => opened().patterns.counts(query),
      dirty: async (limit) => opened().patterns.dirty(limit),
      evidence: async (tenant, lesson, windowMs, nowMs) => opened().patterns.evidence(tenant, lesson, windowMs, nowMs),
    },
    candidates: {
      apply: async (decision) => opened().candidates.apply(decision),
      review: async (review) => opened().candidates.review(review),
      list: async (query) => opened().candidates.list(query),
      get: async (tenant, id) => opened().candidates.get(tenant, id),
      scorecard: async (tenant, lesson) => opened().candidates.scorecard(tenant, lesson),
    },
    outbox: {
      lease: async (sink, holder, nowMs, leaseMs) => opened().outbox.lease(sink, holder, nowMs, leaseMs),
      release: async (sink, holder) => opened().outbox.release(sink, holder),
      pending: async (sink, limit) => opened().outbox.pending(sink, limit),
      confirm: async (sink, upTo) => opened().outbox.confirm(sink, upTo),
      bury: async (sink, event, why, attempts, nowMs) => opened().outbox.bury(sink, event, why, attempts, nowMs),
      deadLetters: async (tenant, sink, limit) => opened().outbox.deadLetters(tenant, sink, limit),
      revive: async (tenant, sink, sequence) => opened().outbox.revive(tenant, sink, sequence),
      since: async (tenant, sequence, limit) => opened().outbox.since(tenant, sequence, limit),
      newest: async (tenant) => opened().outbox.newest(tenant),
    },
    health: async () => (store === null ? { ok: false, reason } : store.health()),
    close: async () => {
      giveUp.abort()
      await opening.catch(() => {})
      await store?.close()
    },
  }
}
