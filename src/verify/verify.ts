import { setTimeout as sleep } from 'node:timers/promises'
import { check } from './check.ts'
import { crashPlan } from './crash-plan.ts'
import { type Delivery, deliveriesOf, versionsIn } from './deliveries.ts'
import { type Disturb, plannedCrashes } from './disturb.ts'
import { generateRuns } from './generate-runs.ts'
import { type Ledger, type LedgerHead, openLedger } from './ledger.ts'
import { milestones } from './milestones.ts'
import { type Expected, expectedOf } from './oracle.ts'
import type { PlannedRun } from './planned-run.ts'
import type { Problem } from './problem.ts'
import { readService, readTraces, type ServiceApi } from './read-service.ts'
import { type Figures, type Report, reportOf } from './report.ts'
import type { Seen, SeenSink } from './seen.ts'
import type { Answer } from './send/answer.ts'
import type { Sender } from './send/sender.ts'
import { spreadSender } from './send/spread-sender.ts'
import { sendAll } from './send-all.ts'

/** Where one replica listens. */
export interface Replica {
  readonly grpc: string
  readonly http: string
  /** `host:port`, or a URL. */
  readonly api: string
}

/** An installation under test: a running one, or one of our own that may be killed. */
export interface Subject {
  /** At least one. All of them are sent to and asked in turn: they must tell the same. */
  readonly replicas: readonly Replica[]
  readonly key: string | null
  /** Its idle time is short: runs whose root never ends are judged within patience. */
  readonly quickIdle: boolean
  /** Kills and restarts it; null where it is not ours. */
  readonly crash: (() => Promise<void>) | null
  /** What its sinks were told so far; null where nobody listens to them. */
  readonly sinks: (() => readonly SeenSink[]) | null
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
  /** Spreads the requests over at least this time, so that what goes wrong meanwhile meets all of the work. */
  readonly spreadMs?: number
  /** What goes wrong meanwhile, besides the kills. */
  readonly disturb?: Disturb
  /** Tells only this story, by its name. */
  readonly story?: string
  /** Told of each answer in the moment it comes, and how long it took. */
  readonly heard?: (answer: Answer, tookMs: number) => void
}

/** Sends generated traffic, kills the service in between where it may, and checks what it tells in the end. */
export async function verify(subject: Subject, options: VerifyOptions): Promise<Report> {
  const head: LedgerHead = {
    seed: options.seed,
    runs: options.runs,
    untilUs: options.nowMs * 1000,
    withoutIdle: !subject.quickIdle,
    ...(options.story === undefined ? {} : { story: options.story }),
  }
  const ledger = await openLedger(options.ledger, head)
  const sending = spreadSender(subject.replicas.map((replica) => ({ ...replica, key: subject.key })))
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

function trafficOf({ seed, runs: count, ...generate }: LedgerHead): Traffic {
  const runs = generateRuns(seed, count, generate)
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
  const { patienceMs, progress, spreadMs = 0 } = options
  const sendDeps = {
    ...{ sender: deps.sender, ledger, patienceMs, stop: failed.signal },
    answered: (answer: Answer, tookMs: number) => {
      options.heard?.(answer, tookMs)
      if (answer.kind === 'refused') figures.refused += 1
      else sentSoFar.pass(++done)
    },
  }
  progress(`${figures.runs} runs, ${figures.spans} spans in ${figures.deliveries} requests`)
  const plan =
    subject.crash === null
      ? []
      : crashPlan({ ...options, mainDeliveries: main.length, deliveries: traffic.deliveries.length })
  const crashing = plannedCrashes(plan, subject.crash ?? (async () => {}), () => {
    figures.kills += 1
    progress(`killed ${figures.kills} of ${options.kills} times, ${ledger.acknowledged.size} requests acknowledged`)
  })
  const killsBefore = plan.filter(({ afterDeliveries }) => afterDeliveries <= main.length).length
  const sent = async () => {
    const wrong = await sendAll(main, { ...sendDeps, spreadMs })
    await judged(traffic, () => figures.kills >= killsBefore, deps, failed.signal)
    const wrongLate = await sendAll(late, sendDeps)
    return [...wrong, ...wrongLate]
  }
  const sending = { deliveries: traffic.deliveries.length, reached: sentSoFar.reached, stop: failed.signal }
  const halves = [crashing, options.disturb ?? (async () => {})].map((disturb) => disturb(sending))
  const [answers] = await Promise.all([
    abortOnFailure(sent(), failed),
    ...halves.map((half) => abortOnFailure(half, failed)),
  ])
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

const pollMs = 200

/** Until the traces that late spans will come for were judged without them, and the kills of the pause are over. */
async function judged(
  { runs }: Traffic,
  killed: () => boolean,
  { subject, options }: VerifyDeps,
  stop: AbortSignal,
): Promise<void> {
  const traceIds = [...new Set(runs.filter(({ late }) => late.size > 0).flatMap(({ expected }) => expected.traceIds))]
  const until = Date.now() + options.patienceMs
  for (let turn = 0; !stop.aborted; turn += 1) {
    const settled = await areSettled(apiOf(subject, turn), traceIds)
    if (killed() && (settled || Date.now() > until)) return
    await sleep(pollMs)
  }
}

/** Not while the service is away: that is asked again. */
async function areSettled(service: ServiceApi, traceIds: readonly string[]): Promise<boolean> {
  const traces = await readTraces(service, traceIds).catch(() => null)
  return traces?.every((trace) => trace?.state === 'settled') ?? false
}

/** The replicas in turn: each of them must tell it right. */
function apiOf({ replicas, key }: Subject, turn: number): ServiceApi {
  const replica = replicas[turn % replicas.length]
  if (replica === undefined) throw new Error('expected at least one replica to ask')
  return { api: replica.api, key }
}

const checkMs = 500
/** A right answer must stay right: counting twice may come late. Each replica is asked as often. */
const rightTimes = 3

/**
 * Looks until nothing is wrong, and again; or until what is wrong has not changed for as long as patience lasts. A look
 * that fails is tried again as long.
 */
async function checkUntilRight(
  traffic: Traffic,
  subject: Subject,
  { patienceMs, progress }: VerifyOptions,
): Promise<readonly Problem[]> {
  const rightLooks = Math.max(rightTimes, subject.replicas.length)
  // Replicas may be wrong in different ways: each is compared with itself.
  const last = new Map<number, string>()
  let until = Date.now() + patienceMs
  for (let right = 0, turn = 0; ; turn += 1) {
    const looked = await look(traffic, subject, turn)
    const now = looked.kind === 'failed' ? 'failed' : looked.problems.map(({ what }) => what).join('\n')
    right = now === '' ? right + 1 : 0
    if (right === rightLooks) return []
    const replica = turn % subject.replicas.length
    if (now !== last.get(replica)) {
      until = Date.now() + patienceMs
      if (now !== '') progress(looked.kind === 'failed' ? 'no answer' : `${looked.problems.length} differences so far`)
    }
    if (now !== '' && Date.now() > until) {
      if (looked.kind === 'failed') throw looked.error
      return looked.problems
    }
    last.set(replica, now)
    await sleep(checkMs)
  }
}

type Look =
  | { readonly kind: 'told'; readonly problems: readonly Problem[] }
  | { readonly kind: 'failed'; readonly error: unknown }

async function look({ runs, expected }: Traffic, subject: Subject, turn: number): Promise<Look> {
  const traceIds = [...new Set(expected.runs.flatMap((run) => run.traceIds))]
  try {
    const told = await readService(apiOf(subject, turn), { agents: [...expected.agents.keys()], traceIds })
    const seen: Seen = { ...told, sinks: subject.sinks?.() ?? null }
    return { kind: 'told', problems: check(expected, runs, seen) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
