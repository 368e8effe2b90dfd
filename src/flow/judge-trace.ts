import { assemble } from '../assemble/assemble.ts'
import { completeness } from '../assemble/completeness.ts'
import type { PriceOf } from '../assemble/price.ts'
import { contribute } from '../count/contribute.ts'
import { detect, type SignalModes } from '../detect/detect.ts'
import type { SignedFinding } from '../finding/signed-finding.ts'
import type { RunContribution } from '../pattern/contribution.ts'
import { bucketStart, countedAtMs } from '../pattern/window.ts'
import type { Baseline } from '../run/baseline.ts'
import type { Run } from '../run/run.ts'
import { type LessonOverrides, noOverrides } from '../sign/contract.ts'
import { type Overriding, overridingBy } from '../sign/overrides.ts'
import { serviceFindings } from '../sign/service-findings.ts'
import { serviceSigner, sign } from '../sign/sign.ts'
import type { ClaimedTrace, RunRecord, TraceCommit } from '../store/contract.ts'
import type { RunOfAgent } from './usual.ts'

/** What of a claim the judgement depends on. */
export type TraceToJudge = Pick<
  ClaimedTrace,
  'tenant' | 'traceId' | 'facts' | 'continuations' | 'cutFacts' | 'lastReceivedMs'
>

/** What of a commit the judgement says. */
export interface JudgedTrace extends Pick<TraceCommit, 'ledger' | 'runs' | 'noRun' | 'pendingCalls' | 'awaitedCalls'> {
  /** Runs that were left out: see `runsPerTraceMax`. */
  readonly cutRuns: number
}

/**
 * A run may be any root that a sender writes into a trace, and all of a trace is committed in one step: with more of them
 * it would keep everybody else waiting. The runs that began first are kept, so that what comes late changes little.
 */
export const runsPerTraceMax = 1_000

export interface JudgeDeps {
  readonly price: PriceOf
  /** What is usual for runs like this one over hours closed before `beforeMs`; null when too little is known. */
  usual(run: RunOfAgent, beforeMs: number): Promise<Baseline | null>
  /** What the operator set; without it every signal is on and nothing is overridden. */
  readonly rules?: JudgeRules
}

/** Plain data, so that it crosses to the threads that judge. */
export interface JudgeRules {
  readonly signals: SignalModes
  readonly lessons: LessonOverrides
}

export const noRules: JudgeRules = { signals: { off: [], shadow: [] }, lessons: noOverrides }

/** Assemble, detect, sign, count. The same trace and the same usual give the same answer, byte for byte, on any thread. */
export async function judgeTrace(trace: TraceToJudge, deps: JudgeDeps): Promise<JudgedTrace> {
  const { tenant, cutFacts, lastReceivedMs } = trace
  const { rules = noRules } = deps
  const traces = [{ traceId: trace.traceId, facts: trace.facts }, ...trace.continuations]
  const input = { tenant, traces, cutFacts, runsMax: runsPerTraceMax }
  const { runs, cutRuns, noRun, pendingCalls, awaitedCalls } = assemble(input, deps.price)
  const usual = askedOnce(deps)
  const judged: JudgedRun[] = []
  // One after the other: a trace may hold thousands of runs, and the store takes so many questions at a time.
  const judging = { usual, modes: rules.signals, overriding: overridingBy(rules.lessons) }
  for (const run of runs) judged.push(await judgeRun(run, lastReceivedMs, judging))
  return {
    ledger: judged.map(({ contribution }) => contribution),
    runs: judged.map(({ record }) => record),
    noRun,
    pendingCalls,
    awaitedCalls,
    cutRuns,
  }
}

interface JudgedRun {
  readonly record: RunRecord
  readonly contribution: RunContribution
}

interface Judging {
  readonly usual: JudgeDeps['usual']
  readonly modes: SignalModes
  readonly overriding: Overriding
}

async function judgeRun(run: Run, receivedMs: number, { usual, modes, overriding }: Judging): Promise<JudgedRun> {
  const counted = countedAtMs(Math.floor(run.endUs / 1000), receivedMs)
  const { findings, abstentions } = detect(run, await usual(run, bucketStart(counted.ms, 'hour')), modes)
  const signed = findings.map((finding) => lit(sign(finding, run, overriding(finding, run)), modes))
  // A rule is about the finding as it was found, also where it is counted over the service.
  const overService = serviceFindings(run, findings).map(({ found, counted: over }) =>
    sign(over, serviceSigner(run), overriding(found, run)),
  )
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
    contribution: contribute(run, signed, score, counted.ms, overService),
  }
}

function lit(finding: SignedFinding, { shadow }: SignalModes): SignedFinding {
  return shadow.includes(finding.signal) ? { ...finding, shadow: true } : finding
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
