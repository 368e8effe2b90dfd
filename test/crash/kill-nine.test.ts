import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { credentials } from '@grpc/grpc-js'
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { agentRuns } from './agent-runs.ts'
import { type Listening, type Service, startService } from './service.ts'

const runCount = 60
const batchSize = 7
/** Batches after which the service is killed; it is restarted at once on the same ports and file. */
const killAfter = [3, 17, 18, 40, 60]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promontory-crash-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('keeps every acknowledged span and counts every run once over kill -9 in the middle of sending', async () => {
  const spans = agentRuns(runCount)
  const calm = await judged('calm.db', spans, [])
  const stormy = await judged('stormy.db', spans, killAfter)
  expect(calm.runs).toHaveLength(runCount)
  expect(stormy).toEqual(calm)
  expect(calm.candidates).toHaveLength(1)
}, 120_000)

/** Sends everything, killing the service after some batches, and reads what it came to. */
async function judged(file: string, spans: readonly ReadableSpan[], kills: readonly number[]): Promise<Judged> {
  let service = await startService(join(folder, file), null)
  const { listening } = service
  const exporters = exportersFor(listening)
  try {
    for (const [index, batch] of batchesOf(spans).entries()) {
      const sent = sendUntilAcknowledged(exporters, batch, index)
      if (kills.includes(index)) service = await crash(service, join(folder, file))
      await sent
    }
    return await settled(listening.api)
  } finally {
    await Promise.all(exporters.map((exporter) => exporter.shutdown()))
    await service.kill('SIGTERM')
  }
}

/** Kills at whatever point of its work the service is: receiving, committing or deciding. */
async function crash(service: Service, path: string): Promise<Service> {
  await service.kill('SIGKILL')
  return startService(path, service.listening)
}

function exportersFor({ grpc, http }: Listening): readonly SpanExporter[] {
  const url = `http://${http}/v1/traces`
  return [
    new GrpcExporter({ url: `http://${grpc}`, credentials: credentials.createInsecure(), timeoutMillis: 2_000 }),
    new ProtoExporter({ url, timeoutMillis: 2_000 }),
    new JsonExporter({ url, timeoutMillis: 2_000 }),
  ]
}

function batchesOf(spans: readonly ReadableSpan[]): readonly ReadableSpan[][] {
  const batches: ReadableSpan[][] = []
  for (let from = 0; from < spans.length; from += batchSize) batches.push(spans.slice(from, from + batchSize))
  return batches
}

/** A batch that was not acknowledged is sent again, as a Collector with a queue does; duplicates are to be expected. */
async function sendUntilAcknowledged(
  exporters: readonly SpanExporter[],
  batch: ReadableSpan[],
  index: number,
): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const exporter = exporters[(index + attempt) % exporters.length]
    if (exporter !== undefined && (await acknowledged(exporter, batch))) return
    await sleep(100)
  }
  throw new Error(`batch ${index} was never acknowledged`)
}

function acknowledged(exporter: SpanExporter, batch: ReadableSpan[]): Promise<boolean> {
  return new Promise((resolve) => exporter.export(batch, ({ code }) => resolve(code === ExportResultCode.SUCCESS)))
}

interface Judged {
  readonly runs: readonly unknown[]
  readonly patterns: readonly unknown[]
  readonly candidates: readonly unknown[]
}

/** What the API tells once it has every run and tells the same for a while. */
async function settled(api: string): Promise<Judged> {
  let last = await told(api)
  let quietRounds = 0
  for (let round = 0; round < 150 && quietRounds < 6; round += 1) {
    await sleep(200)
    const now = await told(api)
    const quiet = now.runs.length === runCount && JSON.stringify(now) === JSON.stringify(last)
    quietRounds = quiet ? quietRounds + 1 : 0
    last = now
  }
  return last
}

interface Listed {
  readonly items: readonly Record<string, unknown>[]
  readonly nextCursor: string | null
}

async function told(api: string): Promise<Judged> {
  const list = async (path: string) => {
    const answer = await fetch(`http://${api}/api/v1/${path}`)
    return (await answer.json()) as Listed
  }
  const runs = (await list('runs?limit=500')).items.map(
    pick(['runId', 'traceIds', 'outcome', 'complete', 'totals', 'findings']),
  )
  const patterns = (await list('patterns?limit=500')).items.map(pick(['signature', 'runs', 'agentRuns', 'lesson']))
  const candidates = (await list('candidates?limit=500')).items.map(
    pick(['id', 'lesson', 'state', 'title', 'runs', 'agentRuns', 'sources']),
  )
  return { runs: sorted(runs), patterns: sorted(patterns), candidates: sorted(candidates) }
}

function pick(keys: readonly string[]) {
  return (item: Record<string, unknown>) => Object.fromEntries(keys.map((key) => [key, item[key]]))
}

function sorted(items: readonly unknown[]): readonly unknown[] {
  return items.map((item) => JSON.stringify(item)).sort()
}
