import type { ClaimedTrace, CommitAnswer, TraceStore } from '../store/contract.ts'
import type { JudgedTrace, TraceToJudge } from './judge-trace.ts'

export interface SettleDeps {
  /** `judgeTrace`, here or on another thread. */
  readonly judge: (trace: TraceToJudge) => Promise<JudgedTrace>
  readonly commit: TraceStore['commit']
  readonly nowMs: () => number
  /** Told how many runs of a trace were left out. */
  readonly cut?: (traceId: string, runs: number) => void
}

/** The judging half for one trace: judge, commit. Asked again it answers the same and counts nothing twice. */
export async function settle(claim: ClaimedTrace, deps: SettleDeps): Promise<CommitAnswer> {
  const { cutRuns, ...judged } = await deps.judge(claim)
  if (cutRuns > 0) deps.cut?.(claim.traceId, cutRuns)
  const { tenant, traceId, epoch, upTo } = claim
  return deps.commit({ tenant, traceId, epoch, upTo, nowMs: deps.nowMs(), ...judged })
}
