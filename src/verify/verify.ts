import { setTimeout as sleep } from 'node:timers/promises'
import { check } from './check.ts'
import { crashPlan } from './crash-plan.ts'
import { type Delivery, deliveriesOf, versionsIn } from './deliveries.ts'
import { generateRuns } from './generate-runs.ts'
import { type Ledger, type LedgerHead, openLedger } from './ledger.ts'
import { type Milestones, milestones } from './milestones.ts'
import { type Expected, expectedOf } from './oracle.ts'
import type { PlannedRun } from './planned-run.ts'
import type { Problem } from './problem.ts'
import { readService, readTraces, type ServiceApi } from './read-service.ts'
import { type Figures, type Report, reportOf } from './report.ts'
import type { Seen, SeenEvent } from './seen.ts'
import { type Sender, sender } from './send/sender.ts'
import { sendAll } from './send-all.ts'

/** A service under test: a running one, or one of our own that may be killed. */
export interface Subject {
  readonly grpc: string
  readonly http: string
  readonly api: string
  readonly key: string | null
  /** Kills and restarts it; null where it is not ours. */
  readonly crash: (() => Promise<void>) | null
  /** Events out of its sinks so far; null where nobody listens to them. */
  readonly events: (() => readonly SeenEvent[]) | null
}

export interface VerifyOptions {
  readonly runs: number
  readonly seed: number
  readonly kills: number
  /** The file of the ledger. One that is there is gone on with. */
  readonly ledger: string
  /** How long the service may take for its next step: to acknowledge, to settle, to come to the right answer. */
  readonly patienceMs: number
  readonly nowMs: number
  readonly progress: (line: string) => void
}

/** Sends generated traffic, kills the service in between where it may, and checks what it tells in the end. */
export async function verify(subject: Subject, options: VerifyOptions): Promise<Report> {
  const head: LedgerHead = {
    seed: options.seed,
    runs: options.runs,
    untilUs: options.nowMs * 1000,
    withoutIdle: subject.crash === null,
  }
  const ledger = await openLedger(options.ledger, head)
  const sending = sender(subject)
  try {
    return await verifyTraffic(trafficOf(ledger.head), { subject, options, ledger, sender: sending })
  } finally {
    sending.close()
    await ledger.close()
  }
}

interface Traffic {
  readonly runs: readonly PlannedRun[]
  readonly deliveries: readonly Delivery[]
  readonly expected: Expected
}

function trafficOf({ seed, runs: count, untilUs, withoutIdle }: LedgerHead): Traffic {
  const runs = generateRuns(seed, count, { untilUs, withoutIdle })
  return { runs, deliveries: deliveriesOf(runs, seed), expected: expectedOf(runs) }
}

interface VerifyDeps {
  readonly subject: Subject
  readonly options: VerifyOptions
  readonly ledger: Ledger
  readonly sender: Sender
}

async function verifyTraffic(traffic: Traffic, deps: VerifyDeps): Promise<Report> {
  const { options, ledger, subject } = deps
  const figures = { ...figuresOf(traffic), refused: 0, kills: 0 }
  const main = traffic.deliveries.filter(({ phase }) => phase === 'main')
  const late = traffic.deliveries.filter(({ phase }) => phase === 'late')
  const failed = new AbortController()
  let done = ledger.acknowledged.size
  const sentSoFar = milestones(done)
  failed.signal.addEventListener('abort', sentSoFar.giveUp)
  const { patienceMs, progress } = options
  const sendDeps = {
    ...{ sender: deps.sender, ledger, patienceMs, stop: failed.signal },
    answered: ({ kind }: { readonly kind: string }) => {
      if (kind === 'refused') figures.refused += 1
      else sentSoFar.pass(++done)
    },
  }
  progress(`${figures.runs} runs, ${figures.spans} spans in ${figures.deliveries} requests`)
  const crashing = crashes({ traffic, mainDeliveries: main.length, sentSoFar, stop: failed.signal }, deps, () => {
    figures.kills += 1
    progress(`killed ${figures.kills} of ${options.kills} times, ${ledger.acknowledged.size} requests acknowledged`)
  })
  const sent = async () => {
    const wrong = await sendAll(main, sendDeps)
    await judged(traffic, main.length, deps, figures, failed.signal)
    const wrongLate = await sendAll(late, sendDeps)
    return [...wrong, ...wrongLate]
  }
  const [answers] = await Promise.all([abortOnFailure(sent(), failed), abortOnFailure(crashing, failed)])
  progress(`all acknowledged (${figures.refused} refusals and lost connections in between), waiting for the judgement`)
  const problems = await checkUntilRight(traffic, subject, options)
  return reportOf(ledger.head, figures, [...answers, ...problems])
}

/** The other half must not go on waiting for a half that has failed. */
async function abortOnFailure<T>(half: Promise<T>, failed: AbortController): Promise<T> {
  try {
    return await half
  } catch (error) {
    failed.abort()
    throw error
  }
}

function figuresOf({ runs, deliveries }: Traffic): Pick<Figures, 'runs' | 'spans' | 'deliveries' | 'spansSent'> {
  return {
    runs: runs.length,
    spans: versionsIn(deliveries).size,
    deliveries: deliveries.length,
    spansSent: deliveries.reduce((sum, { spans }) => sum + spans.length, 0),
  }
}

interface Crashes {
  readonly traffic: Traffic
  readonly mainDeliveries: number
  readonly sentSoFar: Milestones
  readonly stop: AbortSignal
}

/** Kills at every point of the plan, one after the other; answers when the last restart listens. */
async function crashes(
  { traffic, mainDeliveries, sentSoFar, stop }: Crashes,
  { subject, options }: VerifyDeps,
  killed: () => void,
): Promise<void> {
  if (subject.crash === null) return
  const { seed, kills } = options
  for (const point of crashPlan({ seed, kills, mainDeliveries, deliveries: traffic.deliveries.length })) {
    await sentSoFar.reached(point.afterDeliveries)
    if (point.delayMs > 0) await sleep(point.delayMs)
    if (stop.aborted) return
    await subject.crash()
    killed()
  }
}

const pollMs = 200

/** Until the traces that late spans will come for were judged without them, and the kills of the pause are over. */
async function judged(
  { runs, deliveries }: Traffic,
  mainDeliveries: number,
  { subject, options }: VerifyDeps,
  figures: Readonly<Figures>,
  stop: AbortSignal,
): Promise<void> {
  const traceIds = [...new Set(runs.filter(({ late }) => late.size > 0).flatMap(({ expected }) => expected.traceIds))]
  const plan = crashPlan({ ...options, mainDeliveries, deliveries: deliveries.length })
  const killsBefore =
    subject.crash === null ? 0 : plan.filter((point) => point.afterDeliveries <= mainDeliveries).length
  const until = Date.now() + options.patienceMs
  while (!stop.aborted) {
    const settled = await areSettled(subject, traceIds)
    const patient = Date.now() < until || figures.kills < killsBefore
    if (figures.kills >= killsBefore && (settled || !patient)) return
    await sleep(pollMs)
  }
}

/** Not while the service is away: that is asked again. */
async function areSettled(subject: ServiceApi, traceIds: readonly string[]): Promise<boolean> {
  const traces = await readTraces(subject, traceIds).catch(() => null)
  return traces?.every((trace) => trace?.state === 'settled') ?? false
}

const checkMs = 500
/** A right answer must stay right: counting twice may come late. */
const rightTimes = 3

/** Looks until nothing is wrong, and again; or until what is wrong has not changed for as long as patience lasts. */
async function checkUntilRight(
  traffic: Traffic,
  subject: Subject,
  { patienceMs, progress }: VerifyOptions,
): Promise<readonly Problem[]> {
  let last = ''
  let until = Date.now() + patienceMs
  for (let right = 0; ; ) {
    const problems = await checkOnce(traffic, subject)
    right = problems.length === 0 ? right + 1 : 0
    if (right === rightTimes) return []
    const now = problems.map(({ what }) => what).join('\n')
    if (now !== last) {
      until = Date.now() + patienceMs
      if (problems.length > 0) progress(`${problems.length} differences so far`)
    }
    if (problems.length > 0 && Date.now() > until) return problems
    last = now
    await sleep(checkMs)
  }
}

async function checkOnce({ runs, expected }: Traffic, subject: Subject): Promise<readonly Problem[]> {
  const traceIds = [...new Set(expected.runs.flatMap((run) => run.traceIds))]
  const told = await readService(subject, { agents: [...expected.agents.keys()], traceIds })
  const seen: Seen = { ...told, events: subject.events === null ? null : subject.events() }
  return check(expected, runs, seen)
}
