import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { seeded } from '../../src/verify/chance.ts'
import { check } from '../../src/verify/check.ts'
import { expectedOf } from '../../src/verify/oracle.ts'
import type { PlannedRun, PlannedSpan } from '../../src/verify/planned-run.ts'
import { readService } from '../../src/verify/read-service.ts'
import type { Answer } from '../../src/verify/send/answer.ts'
import { type Sender, sender } from '../../src/verify/send/sender.ts'
import { healthy } from '../../src/verify/stories/healthy.ts'
import { retryStorm } from '../../src/verify/stories/retry-storm.ts'
import { calmService } from '../calm-service.ts'
import { type BytesClient, bytesClient } from '../otlp/grpc-client.ts'

/** A whole Promontory on free ports and a temporary store, with a normal sender beside the hostile ones. */
export interface HostileService {
  readonly listening: App['listening']
  readonly grpc: BytesClient
  /** A normal run, half over gRPC and half over HTTP: whatever was sent before, it is acknowledged. */
  canary(): Promise<void>
  /** Every normal run is there, once, whole and counted, as if nobody hostile had been there. */
  expectCanaries(): Promise<void>
  /** What the API answers; null for 404. */
  told<T>(path: string): Promise<T | null>
  /** The trace once it was judged. */
  judged(traceId: string): Promise<ToldTrace>
  stop(): Promise<void>
}

export interface ToldTrace {
  readonly state: string
  readonly spans: number
  readonly cutFacts: number
  readonly noRun: string | null
  readonly items: readonly ToldRun[]
}

export interface ToldRun {
  readonly runId: string
  readonly agent: string
  readonly traceIds: readonly string[]
  readonly outcome: string
  readonly complete: boolean
  readonly incomplete: readonly string[]
  readonly startTime: string
  readonly endTime: string
  readonly countedAt: string
  readonly skewed: boolean
  readonly totals: {
    readonly steps: number
    readonly toolCalls: number
    readonly modelCalls: number
    readonly durationMs: number
  }
}

export async function startHostileService(): Promise<HostileService> {
  const folder = await mkdtemp(join(tmpdir(), 'promontory-hostile-'))
  const app = await startApp({ config: configOf(folder), sinks: [], log: createLog('silent') })
  const { listening } = app
  const grpc = bytesClient(listening.grpc)
  const sending = sender({ ...listening, key: null })
  const chance = seeded('canaries')
  const canaries: PlannedRun[] = []
  const told = <T>(path: string) => ask<T>(`http://${listening.api}/api/v1/${path}`)
  return {
    listening,
    grpc,
    told,
    canary: async () => {
      const story = canaries.length % 2 === 0 ? healthy : retryStorm
      const startUs = (Date.now() - 60_000) * 1000
      const runs = story.tell({ chance, startUs, label: 'canary' })
      canaries.push(...runs)
      for (const { spans } of runs) await sendNormally(sending, spans)
    },
    expectCanaries: () => expectCanaries(listening.api, canaries),
    judged: (traceId) => judged(told, traceId),
    stop: async () => {
      sending.close()
      grpc.close()
      await app.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function configOf(folder: string) {
  const env = {
    OTLP_GRPC_ENDPOINT: '127.0.0.1:0',
    OTLP_HTTP_ENDPOINT: '127.0.0.1:0',
    API_ENDPOINT: '127.0.0.1:0',
    STORE_PATH: join(folder, 'hostile.db'),
    RUN_SETTLE: '200ms',
    RUN_IDLE: '800ms',
    // What is told here is about the input, not about the pressure.
    ...calmService,
  }
  const readFile = () => {
    throw Object.assign(new Error('no configuration file'), { code: 'ENOENT' })
  }
  const loaded = loadConfig({ path: undefined, env, readFile })
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, expected }) => `${path}: ${expected}`).join('; '))
  return loaded.config
}

async function sendNormally(sending: Sender, spans: readonly PlannedSpan[]): Promise<void> {
  const half = Math.ceil(spans.length / 2)
  const parts = [
    { transport: 'grpc', spans: spans.slice(0, half) },
    { transport: 'protobuf', spans: spans.slice(half) },
  ] as const
  for (const part of parts) {
    const answer = await untilPromised(() => sending.send({ index: 0, phase: 'main', broken: 0, ...part }))
    expect(answer).toEqual({ kind: 'acknowledged', rejected: 0 })
  }
}

/** What the hostile ones still hold is given back in a moment: a sender that is told to come again does so. */
async function untilPromised(send: () => Promise<Answer>): Promise<Answer> {
  for (let round = 0; round < roundsMax; round += 1) {
    const answer = await send()
    if (answer.kind !== 'refused') return answer
    await sleep(roundMs)
  }
  return send()
}

const roundsMax = 900
const roundMs = 100

async function expectCanaries(api: string, canaries: readonly PlannedRun[]): Promise<void> {
  const expected = expectedOf(canaries)
  const traceIds = expected.runs.flatMap((run) => run.traceIds)
  const problems = async () => {
    const seen = await readService({ api, key: null }, { agents: [...expected.agents.keys()], traceIds })
    return check(expected, canaries, { ...seen, sinks: null })
  }
  // A look that failed is taken again.
  const isRight = () =>
    problems().then(
      (found) => found.length === 0,
      () => false,
    )
  for (let round = 0; round < roundsMax && !(await isRight()); round += 1) await sleep(roundMs)
  expect(await problems()).toEqual([])
}

async function judged(told: HostileService['told'], traceId: string): Promise<ToldTrace> {
  for (let round = 0; round < roundsMax; round += 1) {
    const trace = await told<ToldTrace>(`traces/${traceId}/runs`)
    if (trace?.state === 'settled') return trace
    await sleep(roundMs)
  }
  throw new Error(`trace ${traceId} was not judged`)
}

async function ask<T>(url: string): Promise<T | null> {
  const response = await fetch(url)
  const body = await response.text()
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return JSON.parse(body)
}
