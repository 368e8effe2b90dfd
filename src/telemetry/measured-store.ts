import { type CandidateStore, StoreUnavailable, type TraceCommit, type TraceStore } from '../store/contract.ts'
import type { Metrics } from './metrics.ts'

/** The same traces, counted and timed. */
export function measuredTraces(traces: TraceStore, metrics: Metrics, monotonicMs: () => number): TraceStore {
  const timed = timedCalls(metrics, monotonicMs)
  return {
    ...traces,
    append: async (request) => {
      const answer = await timed('append', () => traces.append(request))
      const facts = request.chunks.reduce((sum, chunk) => sum + chunk.facts.length, 0)
      metrics.add('processorIncoming', {}, facts)
      metrics.add('processorOutgoing', {}, facts - answer.cut - answer.late)
      metrics.add('processorDropped', { reason: 'cut' }, answer.cut)
      metrics.add('processorDropped', { reason: 'late' }, answer.late)
      return answer
    },
    claim: (request) => timed('claim', () => traces.claim(request)),
    commit: async (commit) => {
      const answer = await timed('commit', () => traces.commit(commit))
      metrics.add('settleTraces', { answer: answer.kind }, 1)
      if (answer.kind === 'committed') countRuns(commit.runs, metrics)
      return answer
    },
    fail: async (claim, reason, nowMs) => {
      await traces.fail(claim, reason, nowMs)
      metrics.add('settleTraces', { answer: 'failed' }, 1)
    },
  }
}

function countRuns(runs: TraceCommit['runs'], metrics: Metrics): void {
  for (const { run, findings, abstentions } of runs) {
    metrics.add('settleRuns', { outcome: run.outcome, complete: String(run.complete) }, 1)
    for (const { signal } of findings) metrics.add('findings', { signal }, 1)
    for (const { signal } of abstentions) metrics.add('abstentions', { signal }, 1)
  }
}

/** The same candidates, counted and timed. */
export function measuredCandidates(
  candidates: CandidateStore,
  metrics: Metrics,
  monotonicMs: () => number,
): CandidateStore {
  const timed = timedCalls(metrics, monotonicMs)
  return {
    ...candidates,
    apply: async (decision) => {
      const answer = await timed('apply', () => candidates.apply(decision))
      metrics.add('candidatesDecided', { outcome: answer.kind }, 1)
      return answer
    },
    review: async (review) => {
      const answer = await candidates.review(review)
      metrics.add('candidatesReviewed', { answer: answer.kind }, 1)
      return answer
    },
  }
}

function timedCalls(metrics: Metrics, monotonicMs: () => number) {
  return async <T>(verb: string, call: () => Promise<T>): Promise<T> => {
    const startMs = monotonicMs()
    try {
      return await call()
    } catch (error) {
      if (error instanceof StoreUnavailable) metrics.add('storeUnavailable', { verb }, 1)
      throw error
    } finally {
      metrics.observe('storeDuration', { verb }, (monotonicMs() - startMs) / 1000)
    }
  }
}
