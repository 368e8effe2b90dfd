import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAnalyzePool, isLarge } from './analyze-worker/analyze-pool.ts'
import type { SignalInfo } from './api/api-deps.ts'
import { startApi } from './api/start-api.ts'
import type { Config, Endpoint } from './config/config.ts'
import { otlpLimitsOf } from './config/otlp-limits-of.ts'
import { policyOf } from './config/policy-of.ts'
import { rulesOf } from './config/rules-of.ts'
import { riseDays, riseHours, riseOf } from './decide/rise.ts'
import { decodeLimits } from './decode/decoded.ts'
import { createDecodePool, poolBytesMin } from './decode-worker/decode-pool.ts'
import type { Sink } from './deliver/contract.ts'
import { createEventStream } from './deliver/event-stream.ts'
import { signals } from './detect/signals.ts'
import { type DecideDeps, decideLessons } from './flow/decide.ts'
import { startDelivering } from './flow/deliver.ts'
import { fewByChance } from './flow/few-by-chance.ts'
import { type JudgeDeps, judgeTrace } from './flow/judge-trace.ts'
import { startJudging } from './flow/judging.ts'
import { type BodyToRead, type ReadFacts, readFacts } from './flow/read-facts.ts'
import { type NotRead, type ReceiveDeps, receiver } from './flow/receive.ts'
import { type SettleDueDeps, settleDue } from './flow/settle-due.ts'
import { createSideLane } from './flow/side-lane.ts'
import { usualFor } from './flow/usual.ts'
import { accessOf, authorizeBy } from './keys/authorize.ts'
import type { Authorize } from './keys/contract.ts'
import { openStore, type StoreToOpen } from './open-store.ts'
import { startOtlpGrpc } from './otlp/grpc-server.ts'
import { startOtlpHttp } from './otlp/http-server.ts'
import { createTenantQuotas } from './otlp/quotas.ts'
import { firstOf, type OperatorPrice, operatorPrices, readPrices } from './prices/operator-prices.ts'
import { tablePrices } from './prices/table-prices.ts'
import { explainSignature } from './sign/explain-signature.ts'
import { keyedFingerprint } from './span/fingerprint.ts'
import type { Store } from './store/contract.ts'
import { countOtlp, countReceived } from './telemetry/count-otlp.ts'
import type { Logger } from './telemetry/log.ts'
import { measuredSink } from './telemetry/measured-sink.ts'
import { measuredCandidates, measuredTraces } from './telemetry/measured-store.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import { type SelfTracing, startSelfTracing } from './telemetry/self-tracing.ts'
import { tellChanges } from './telemetry/tell-changes.ts'
import { type HealthNews, tellHealth } from './telemetry/tell-health.ts'
import { tracedReceiver, tracedRound, tracedSink } from './telemetry/traced.ts'
import { watchProcess } from './telemetry/watch-process.ts'
import { watchStore } from './telemetry/watch-store.ts'
import { version } from './version.ts'

/** A running Promontory. Tests and the demo start the same object on free ports. */
export interface App {
  readonly listening: Listening
  /** Stops accepting, finishes what is in flight, closes the store. Asked again, answers with the same promise. */
  stop(): Promise<void>
}

export interface Listening {
  readonly grpc: string
  readonly http: string
  readonly api: string
}

export interface AppDeps {
  readonly config: Config
  readonly sinks: readonly Sink[]
  readonly log: Logger
  /** For tests that end the process at a named point of the store's protocol. */
  readonly storeHooks?: Pick<StoreToOpen, 'atPoint'>
}

/** How long a worker may hold a trace before another one takes it, and how many traces it takes at once. */
const leaseMs = 30_000
const claimLimit = 50
/** Where the store is a way off: traces settled side by side. */
const redisWidth = 8
/** Where several processes share a store: what comes together costs less than what comes one by one. */
const redisPollMs = 500
/** Whoever decides cannot wake the process that tells a sink. */
const redisDelivery = { idleMs: 250, leaseAskMs: 1_000 }
const lessonsAtOnce = (waiting: number) => Math.max(8, Math.ceil(waiting / 4))
const monotonicMs = () => performance.now()

/** Wires every part. What is opened pushes how to close it; stopping unwinds the stack, last opened first. */
export async function startApp(deps: AppDeps): Promise<App> {
  const closers: (() => Promise<void> | void)[] = []
  const unwind = async () => {
    for (const close of closers.splice(0).reverse()) {
      await Promise.resolve(close()).catch((error) => deps.log.error({ err: error }, 'stopping'))
    }
  }
  const opened: Opened = (thing, close) => {
    closers.push(() => close(thing))
    return thing
  }
  try {
    const listening = await open(deps, opened)
    let stopped: Promise<void> | null = null
    const stop = () => {
      stopped ??= unwind()
      return stopped
    }
    return { listening, stop }
  } catch (error) {
    await unwind()
    throw error
  }
}

type Opened = <T>(thing: T, close: (thing: T) => Promise<void> | void) => T

interface Parts {
  readonly config: Config
  readonly log: Logger
  readonly store: Store
  storeIsOpen(): boolean
  /** The clock of the store. */
  nowMs(): number
  readonly metrics: Metrics
  readonly opened: Opened
  /** Empty without keys: then the edges serve loopback only. */
  readonly authorize: { readonly authorize?: Authorize }
}

async function open({ config, sinks, log, storeHooks }: AppDeps, opened: Opened): Promise<Listening> {
  const prices = pricesOf(config)
  const metrics = createMetrics({ signals: signals.map(({ name }) => name), sinks: sinks.map(({ name }) => name) })
  const away = tellChanges((reason) => log.warn({ reason }, 'waiting for the store'), monotonicMs)
  const unread = tellChanges(
    (error) => log.error({ err: error }, 'stored values of one tenant cannot be read'),
    monotonicMs,
  )
  const { store: bare, isOpen, nowMs } = await openStore({ ...config, ...storeHooks, tell: away, report: unread })
  const store = opened(measured(bare, metrics), (it) => it.close())
  const parts = { config, log, store, storeIsOpen: isOpen, nowMs, metrics, opened, authorize: authorizeOf(config) }
  const tracing = laterTracing()
  const events = startEvents(parts, sinks, tracing)
  const edges = await startEdges(parts, tracing)
  startJudgement(parts, prices, tracing, events.changed)
  const api = opened(
    await startApi({
      endpoint: hostPort(config.api.endpoint),
      store,
      ...parts.authorize,
      signals: catalogueOf(config),
      explainSignature,
      judgeRise: { spans: { hours: riseHours, days: riseDays }, judge: riseOf },
      metricsText: metrics.metricsText,
      eventStream: events.stream,
      changed: events.changed,
      healthSeen: tellHealth(healthNews(parts), monotonicMs),
      report: (error) => log.error({ err: error }, 'the API failed'),
    }),
    (it) => it.stop(),
  )
  const listening = { ...edges, api: api.address }
  await startTracing(parts, tracing, listening)
  return listening
}

function measured(store: Store, metrics: Metrics): Store {
  return {
    traces: measuredTraces(store.traces, metrics, monotonicMs),
    candidates: measuredCandidates(store.candidates, metrics, monotonicMs),
    runs: store.runs,
    patterns: store.patterns,
    outbox: store.outbox,
    // Asked for when it is needed: a store that is waited for has none yet.
    get fingerprintKey() {
      return store.fingerprintKey
    },
    health: store.health,
    close: store.close,
  }
}

function healthNews({ log, storeIsOpen }: Parts): HealthNews {
  return {
    // At the start it is told as waiting.
    lost: (reason) => storeIsOpen() && log.error({ reason }, 'the store cannot be written to: nothing is accepted'),
    back: (afterMs) => log.info({ afterSeconds: Math.round(afterMs / 1000) }, 'the store can be written to again'),
  }
}

function catalogueOf({ signals: { off, shadow } }: Config): readonly SignalInfo[] {
  const modeOf = (name: string) => (off.includes(name) ? 'off' : shadow.includes(name) ? 'shadow' : 'on')
  return signals.map((signal) => ({ ...signal, mode: modeOf(signal.name) }))
}

/** The operator's own prices, which go before the bundled table. */
function pricesOf({ prices: { path } }: Config): readonly OperatorPrice[] {
  return path === '' ? [] : readPrices(readFileSync(path, 'utf8'), path)
}

function authorizeOf({ keys }: Config): Parts['authorize'] {
  const access = accessOf(keys)
  return access.kind === 'open' ? {} : { authorize: authorizeBy(access) }
}

function startEvents(
  { config, store, nowMs, log, metrics, opened }: Parts,
  sinks: readonly Sink[],
  tracing: SelfTracing,
) {
  const failed = new Map(
    sinks.map(({ name }) => {
      const tell = (error: unknown) => log.warn({ sink: name, err: error }, 'delivery failed, trying again')
      return [name, tellChanges(tell, monotonicMs)]
    }),
  )
  const stream = opened(createEventStream({ outbox: store.outbox }), (it) => it.close())
  const delivering = opened(
    startDelivering({
      outbox: store.outbox,
      sinks: sinks.map((sink) => tracedSink(measuredSink(sink, metrics), tracing)),
      wait,
      holder: randomUUID(),
      nowMs,
      chance: Math.random,
      report: (sink, error) => failed.get(sink)?.(error),
      limits: config.redis.url === '' ? {} : redisDelivery,
      buried: (sink, reason) => log.error({ sink, reason }, 'an event was given up on; promontory sinks lists it'),
    }),
    (it) => it.stop(),
  )
  const changed = () => {
    delivering.wake()
    stream.wake()
  }
  return { stream, changed }
}

/** Large bodies are read on another thread; what is small costs less than the way there and back. */
function readerOf(parts: Parts): ReceiveDeps['read'] {
  let read: ((body: BodyToRead) => ReadFacts | Promise<ReadFacts | NotRead>) | null = null
  return (body: BodyToRead) => {
    if (!parts.storeIsOpen()) return storeAway
    read ??= openReader(parts)
    return read(body)
  }
}

const storeAway: NotRead = { kind: 'retry', message: 'the store is not there yet', afterMs: 1_000 }

function openReader({ store: { fingerprintKey }, opened }: Parts) {
  const fingerprint = keyedFingerprint(fingerprintKey)
  const pool = opened(createDecodePool({ size: 1, fingerprintKey }), (it) => it.close())
  return (body: BodyToRead) =>
    body.body.length < poolBytesMin ? readFacts(body, decodeLimits, fingerprint) : pool.run(body)
}

async function startEdges(parts: Parts, tracing: SelfTracing): Promise<Pick<Listening, 'grpc' | 'http'>> {
  const { config, log, store, nowMs, metrics, opened } = parts
  const process = opened(watchProcess(metrics), (it) => it.stop())
  opened(watchStore(store.traces, metrics), (it) => it.stop())
  const receive = receiver({
    read: readerOf(parts),
    append: store.traces.append,
    receivedMs: nowMs,
    count: countReceived(metrics),
  })
  const edge = {
    receiver: tracedReceiver(receive, tracing),
    ...parts.authorize,
    quotas: createTenantQuotas(config.limits.tenant, {
      monotonicMs,
      openRuns: async (tenant) => (await store.traces.counts(tenant)).open,
    }),
    pressure: process.pressure,
    limits: otlpLimitsOf(config),
    count: countOtlp(metrics),
    warn: (message: string) => log.warn(message),
  }
  const { grpc, http } = config.otlp
  const overGrpc = { ...edge, endpoint: hostPort(grpc.endpoint), setting: 'otlp.grpc.endpoint' }
  const overHttp = { ...edge, endpoint: hostPort(http.endpoint), setting: 'otlp.http.endpoint' }
  const grpcEdge = opened(await startOtlpGrpc(overGrpc), (it) => it.stop())
  const httpEdge = opened(await startOtlpHttp(overHttp), (it) => it.stop())
  return { grpc: grpcEdge.address, http: httpEdge.address }
}

function startJudgement(
  { config, store, nowMs, log, metrics, opened }: Parts,
  prices: readonly OperatorPrice[],
  tracing: SelfTracing,
  changed: () => void,
): void {
  const isShared = config.redis.url !== ''
  const policy = policyOf(config)
  const rules = rulesOf(config)
  const price = firstOf(operatorPrices(prices), tablePrices())
  const usual: JudgeDeps['usual'] = (run, beforeMs) => usualFor(run, beforeMs, store.runs.baseline)
  const pool = opened(createAnalyzePool({ size: 1, prices, usual, rules }), (it) => it.close())
  const lane = opened(createSideLane(1), (it) => it.idle())
  const report = (traceId: string, error: unknown) =>
    log.error({ traceId, err: error }, 'a trace could not be judged, trying again')
  const cut = (traceId: string, runs: number) => {
    metrics.add('settleCutRuns', {}, runs)
    log.warn({ traceId, runs }, 'a trace has more runs than are kept of one; the later ones are left out')
  }
  const settle: SettleDueDeps = {
    traces: store.traces,
    judge: (trace) => judgeTrace(trace, { price, usual, rules }),
    aside: { isLarge, judge: pool.judge, lane },
    width: isShared ? redisWidth : 1,
    ...{ leaseMs, limit: claimLimit, nowMs, report, cut },
  }
  const decide: DecideDeps = {
    ...{ patterns: store.patterns, candidates: store.candidates, runs: store.runs, policy, nowMs },
    failing: new Map(),
    ...(isShared ? { choose: (waiting) => fewByChance(waiting, lessonsAtOnce(waiting.length), Math.random) } : {}),
    report: (lesson, error) => log.error({ lesson, err: error }, 'a lesson could not be decided, trying again'),
  }
  const judging = startJudging({
    settle: (until) =>
      tracedRound(
        'settle',
        tracing,
        () => settleDue(nowMs(), settle, until),
        (traces) => traces,
      ),
    decide: () =>
      tracedRound(
        'decide',
        tracing,
        () => decideLessons(decide),
        (lessons) => lessons.length,
      ),
    decided: changed,
    expire: () => store.traces.expire(nowMs()),
    wait,
    ...(isShared ? { pollMs: redisPollMs } : {}),
    report: tellChanges((error) => log.error({ err: error }, 'judging failed, trying again'), monotonicMs),
  })
  opened(judging, (it) => it.stop())
}

interface LaterTracing extends SelfTracing {
  use(tracing: SelfTracing): void
}

/** Own traces must not come back to us, so that they start once it is known where we listen. */
function laterTracing(): LaterTracing {
  let current: SelfTracing | null = null
  return {
    use: (tracing) => {
      current = tracing
    },
    span: (name, work, describe) => (current === null ? work() : current.span(name, work, describe)),
    stop: async () => current?.stop(),
  }
}

async function startTracing({ config, log, opened }: Parts, later: LaterTracing, listening: Listening): Promise<void> {
  const tracing = await startSelfTracing({
    endpoint: config.telemetry.otlp.endpoint,
    listening: Object.values(listening),
    version,
    warn: (message) => log.warn(message),
  })
  later.use(opened(tracing, (it) => it.stop()))
}

function hostPort({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
