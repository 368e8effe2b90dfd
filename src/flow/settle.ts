import { assemble } from '../assemble/assemble.ts'
import { completeness } from '../assemble/completeness.ts'
import type { PriceOf } from '../assemble/price.ts'
import { contribute } from '../count/contribute.ts'
import { detect } from '../detect/detect.ts'
import type { RunContribution } from '../pattern/contribution.ts'
import { bucketStart, countedAtMs } from '../pattern/window.ts'
import type { Run } from '../run/run.ts'
import { sign } from '../sign/sign.ts'
import type { ClaimedTrace, CommitAnswer, RunRecord, RunStore, TraceStore } from '../store/contract.ts'

export interface SettleDeps {
  readonly commit: TraceStore['commit']
  readonly baseline: RunStore['baseline']
  readonly price: PriceOf
  readonly nowMs: () => number
}

/** The judging half for one trace: assemble, detect, sign, commit. Asked again it answers the same and counts nothing twice. */
export async function settle(claim: ClaimedTrace, deps: SettleDeps): Promise<CommitAnswer> {
  const assembly = assemble({ tenant: claim.tenant, traces: tracesOf(claim), cutFacts: claim.cutFacts }, deps.price)
  const judged = await Promise.all(assembly.runs.map((run) => judge(run, claim.lastReceivedMs, deps)))
  return deps.commit({
    tenant: claim.tenant,
    traceId: claim.traceId,
    epoch: claim.epoch,
    upTo: claim.upTo,
    nowMs: deps.nowMs(),
    ledger: judged.map(({ contribution }) => contribution),
    runs: judged.map(({ record }) => record),
    noRun: assembly.noRun,
    pendingCalls: assembly.pendingCalls,
    awaitedCalls: assembly.awaitedCalls,
  })
}

function tracesOf(claim: ClaimedTrace) {
  return [{ traceId: claim.traceId, facts: claim.facts }, ...claim.continuations]
}

interface Judged {
  readonly record: RunRecord
  readonly contribution: RunContribution
}

async function judge(run: Run, receivedMs: number, deps: SettleDeps): Promise<Judged> {
  const counted = countedAtMs(Math.floor(run.endUs / 1000), receivedMs)
  const baseline = await deps.baseline(run.tenant, run.agent, bucketStart(counted.ms, 'hour'))
  const { findings, abstentions } = detect(run, baseline)
  const signed = findings.map((finding) => sign(finding, run))
  const score = completeness(run)
  return {
    record: {
      run,
      findings: signed,
      abstentions,
      completeness: score,
      countedAtMs: counted.ms,
      skewed: counted.skewed,
    },
    contribution: contribute(run, signed, score, counted.ms),
  }
}
