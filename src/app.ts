import { setTimeout as sleep } from 'node:timers/promises'
import { startApi } from './api/start-api.ts'
import type { Config, Endpoint } from './config/config.ts'
import { policyOf } from './config/policy-of.ts'
import { decodeLimits } from './decode/decoded.ts'
import type { Sink } from './deliver/contract.ts'
import { decideLessons } from './flow/decide.ts'
import { startDelivering } from './flow/deliver.ts'
import { startJudging } from './flow/judging.ts'
import { receiver } from './flow/receive.ts'
import { settleDue } from './flow/settle-due.ts'
import { startOtlpGrpc } from './otlp/grpc-server.ts'
import { startOtlpHttp } from './otlp/http-server.ts'
import { tablePrices } from './prices/table-prices.ts'
import { keyedFingerprint } from './span/fingerprint.ts'
import { openEmbeddedStore } from './store/embedded/open.ts'
import type { Logger } from './telemetry/log.ts'

/** A running Promontory. Tests and the demo start the same object on free ports. */
export interface App {
  readonly listening: { readonly grpc: string; readonly http: string; readonly api: string }
  /** Stops accepting, finishes what is in flight, closes the store. Asked again, answers with the same promise. */
  stop(): Promise<void>
}

export interface AppDeps {
  readonly config: Config
  readonly sinks: readonly Sink[]
  readonly log: Logger
}

/** How long a worker may hold a trace before another one takes it, and how many traces it takes at once. */
const leaseMs = 30_000
const claimLimit = 50

/** Wires every part. What is opened pushes how to close it; stopping unwinds the stack. */
export async function startApp({ config, sinks, log }: AppDeps): Promise<App> {
  const closers: (() => Promise<void>)[] = []
  const opened = async <T>(thing: Promise<T>, close: (thing: T) => Promise<void>): Promise<T> => {
    const value = await thing
    closers.push(() => close(value))
    return value
  }
  const unwind = async () => {
    for (const close of closers.splice(0).reverse())
      await close().catch((error) => log.error({ err: error }, 'stopping'))
  }
  try {
    const listening = await open({ config, sinks, log }, opened)
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

type Opened = <T>(thing: Promise<T>, close: (thing: T) => Promise<void>) => Promise<T>

async function open({ config, sinks, log }: AppDeps, opened: Opened): Promise<App['listening']> {
  const store = await opened(
    openEmbeddedStore({ path: config.store.path, settleMs: config.run.settle, idleMs: config.run.idle }),
    (it) => it.close(),
  )
  const nowMs = Date.now
  const price = tablePrices()
  const policy = policyOf(config)
  const report = (error: unknown) => log.error({ err: error }, 'judging failed, trying again')
  const delivering = startDelivering({
    outbox: store.outbox,
    sinks,
    wait,
    chance: Math.random,
    report: (sink, error) => log.warn({ sink, err: error }, 'delivery failed, trying again'),
  })
  await opened(Promise.resolve(delivering), (it) => it.stop())
  const judging = startJudging({
    settle: (until) =>
      settleDue(
        nowMs(),
        { traces: store.traces, leaseMs, limit: claimLimit, price, nowMs, report: reportTrace(log) },
        until,
      ),
    decide: () => decideLessons({ patterns: store.patterns, candidates: store.candidates, policy, nowMs }),
    decided: () => delivering.wake(),
    expire: () => store.traces.expire(nowMs()),
    wait,
    report,
  })
  await opened(Promise.resolve(judging), (it) => it.stop())
  const receive = receiver({
    limits: decodeLimits,
    fingerprint: keyedFingerprint(store.fingerprintKey),
    append: store.traces.append,
    receivedMs: nowMs,
    count: () => {},
  })
  const grpc = await opened(startOtlpGrpc({ endpoint: hostPort(config.otlp.grpc.endpoint), receiver: receive }), (it) =>
    it.stop(),
  )
  const http = await opened(startOtlpHttp({ endpoint: hostPort(config.otlp.http.endpoint), receiver: receive }), (it) =>
    it.stop(),
  )
  const api = await opened(startApi({ endpoint: hostPort(config.api.endpoint), store }), (it) => it.stop())
  return { grpc: grpc.address, http: http.address, api: api.address }
}

function hostPort({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function reportTrace(log: Logger) {
  return (traceId: string, error: unknown) => log.error({ traceId, err: error }, 'a trace could not be judged')
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: true }).catch(() => {})
}
