import type { ClaimedTrace, CommitAnswer, TraceStore } from '../store/contract.ts'
import type { JudgedTrace, TraceToJudge } from './judge-trace.ts'

export interface SettleDeps {
  /** `judgeTrace`, here or on another thread. */
  readonly judge: (trace: TraceToJudge) => Promise<JudgedTrace>
  readonly commit: TraceStore['commit']
  readonly nowMs: () => number
}

/** The judging half for one trace: judge, commit. Asked again it answers the same and counts nothing twice. */
export async function settle(claim: ClaimedTrace, deps: SettleDeps): Promise<CommitAnswer> {
  const judged = await deps.judge(claim)
  const { tenant, traceId, epoch, upTo } = claim
  return deps.commit({ tenant, traceId, epoch, upTo, nowMs: deps.nowMs(), ...judged })
}
