import type { CommitAnswer, Store } from '../store/contract.ts'
import { type SettleDeps, settle } from './settle.ts'

export interface SettleDueDeps extends Omit<SettleDeps, 'commit' | 'baseline'> {
  readonly traces: Pick<Store['traces'], 'claim' | 'commit' | 'fail'>
  readonly runs: Pick<Store['runs'], 'baseline'>
  readonly leaseMs: number
  /** Traces claimed at once. */
  readonly limit: number
  /** Told of what judging a trace threw; the trace is tried again, and quarantined after five times. */
  readonly report: (traceId: string, error: unknown) => void
}

/** Settles what is due until nothing is, or `until` aborts. Answers how many traces were committed. */
export async function settleDue(dueMs: number, deps: SettleDueDeps, until?: AbortSignal): Promise<number> {
  let settled = 0
  while (until?.aborted !== true) {
    const claims = await deps.traces.claim({ nowMs: dueMs, leaseMs: deps.leaseMs, limit: deps.limit })
    if (claims.length === 0) break
    for (const claim of claims) if ((await settleOne(claim, deps)) !== null) settled += 1
  }
  return settled
}

async function settleOne(
  claim: Parameters<typeof settle>[0],
  deps: SettleDueDeps,
): Promise<CommitAnswer['kind'] | null> {
  try {
    const { traces, runs, price, nowMs } = deps
    const answer = await settle(claim, { commit: traces.commit, baseline: runs.baseline, price, nowMs })
    return answer.kind === 'stale' ? null : answer.kind
  } catch (error) {
    deps.report(claim.traceId, error)
    await deps.traces.fail(claim, errorName(error), deps.nowMs())
    return null
  }
}

/** The kind of the error only: its message may quote what it stumbled over. */
function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
