import { assemble } from '../assemble/assemble.ts'
import { completeness } from '../assemble/completeness.ts'
import type { PriceOf } from '../assemble/price.ts'
import { contribute } from '../count/contribute.ts'
import { detect } from '../detect/detect.ts'
import type { RunContribution } from '../pattern/contribution.ts'
import { bucketStart, countedAtMs } from '../pattern/window.ts'
import type { Baseline } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'
import { sign } from '../sign/sign.ts'
import type { ClaimedTrace, RunRecord, TraceCommit } from '../store/contract.ts'
import type { RunOfAgent } from './usual.ts'

/** What of a claim the judgement depends on. */
export type TraceToJudge = Pick<
  ClaimedTrace,
  'tenant' | 'traceId' | 'facts' | 'continuations' | 'cutFacts' | 'lastReceivedMs'
>

/** What of a commit the judgement says. */
export type JudgedTrace = Pick<TraceCommit, 'ledger' | 'runs' | 'noRun' | 'pendingCalls' | 'awaitedCalls'>

export interface JudgeDeps {
  readonly price: PriceOf
  /** What is usual for runs like this one over hours closed before `beforeMs`; null when too little is known. */
  usual(run: RunOfAgent, beforeMs: number): Promise<Baseline | null>
}

/** Assemble, detect, sign, count. The same trace and the same usual give the same answer, byte for byte, on any thread. */
export async function judgeTrace(trace: TraceToJudge, deps: JudgeDeps): Promise<JudgedTrace> {
  const { tenant, cutFacts, lastReceivedMs } = trace
  const traces = [{ traceId: trace.traceId, facts: trace.facts }, ...trace.continuations]
  const { runs, noRun, pendingCalls, awaitedCalls } = assemble({ tenant, traces, cutFacts }, deps.price)
  const usual = askedOnce(deps)
  const judged: JudgedRun[] = []
  // One after the other: a trace may hold thousands of runs, and the store takes so many questions at a time.
  for (const run of runs) judged.push(await judgeRun(run, lastReceivedMs, usual))
  return {
    ledger: judged.map(({ contribution }) => contribution),
    runs: judged.map(({ record }) => record),
    noRun,
    pendingCalls,
    awaitedCalls,
  }
}

interface JudgedRun {
  readonly record: RunRecord
  readonly contribution: RunContribution
}

async function judgeRun(run: Run, receivedMs: number, usual: JudgeDeps['usual']): Promise<JudgedRun> {
  const counted = countedAtMs(Math.floor(run.endUs / 1000), receivedMs)
  const { findings, abstentions } = detect(run, await usual(run, bucketStart(counted.ms, 'hour')))
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

/** Runs of a trace are mostly of one agent and hour. */
function askedOnce({ usual }: JudgeDeps): JudgeDeps['usual'] {
  const asked = new Map<string, Promise<Baseline | null>>()
  return ({ tenant, agent, agentVersion, service }, beforeMs) => {
    const key = JSON.stringify([agent, agentVersion, service, beforeMs])
    const known = asked.get(key)
    if (known !== undefined) return known
    const answer = usual({ tenant, agent, agentVersion, service }, beforeMs)
    asked.set(key, answer)
    return answer
  }
}
