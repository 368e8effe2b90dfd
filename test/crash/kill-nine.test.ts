import { setTimeout as sleep } from 'node:timers/promises'
import { credentials } from '@grpc/grpc-js'
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Listening, type OwnService, startOwnService } from '../../src/verify/own-service.ts'
import { agentRuns, isWeak } from './agent-runs.ts'

const runCount = 60
const weakRuns = Array.from({ length: runCount }, (_, run) => run).filter(isWeak).length
const batchSize = 7
/** A minute and more, also where every export fails at once. */
const attemptsMax = 600
/** Batches after which the service is killed; it is restarted at once on the same ports and file. */
const killAfter = [3, 17, 18, 40, 60]

let services: readonly OwnService[] = []
beforeEach(async () => {
  services = await Promise.all([startOwnService(), startOwnService()])
})
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()))
})

/** The real exporters of OpenTelemetry, with what they do on their own when a service goes away. */
it('keeps every acknowledged span and counts every run once over kill -9 in the middle of sending', async () => {
  const [undisturbed, killed] = services
  if (undisturbed === undefined || killed === undefined) throw new Error('expected two services')
  const spans = agentRuns(runCount)
  const [calm] = await Promise.all([sendAndSettle(undisturbed, spans), sendAll(killed, spans, killAfter)])
  expect(calm.runs).toHaveLength(runCount)
  expect(calm.candidates).toEqual([expect.stringContaining('retry storm')])
  expect(await toldInTheEnd(killed, calm)).toEqual(calm)
})

async function sendAndSettle(service: OwnService, spans: readonly ReadableSpan[]): Promise<Told> {
  await sendAll(service, spans, [])
  return toldInTheEnd(service, null)
}

/** Sends everything, killing the service after some batches at whatever point of its work it is. */
async function sendAll(service: OwnService, spans: readonly ReadableSpan[], kills: readonly number[]): Promise<void> {
  const exporters = exportersFor(service.listening)
  try {
    for (const [index, batch] of batchesOf(spans).entries()) {
      const sent = sendUntilAcknowledged(exporters, batch, index)
      if (kills.includes(index)) await service.crash()
      await sent
    }
  } finally {
    await Promise.all(exporters.map((exporter) => exporter.shutdown()))
  }
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
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const exporter = exporters[(index + attempt) % exporters.length]
    if (exporter !== undefined && (await acknowledged(exporter, batch))) return
    await sleep(100)
  }
  throw new Error(`batch ${index} was never acknowledged`)
}

function acknowledged(exporter: SpanExporter, batch: ReadableSpan[]): Promise<boolean> {
  return new Promise((resolve) => exporter.export(batch, ({ code }) => resolve(code === ExportResultCode.SUCCESS)))
}

interface Told {
  readonly runs: readonly string[]
  readonly patterns: readonly string[]
  readonly candidates: readonly string[]
}

/** Much more than the 30 s of a lease that was held when its process was killed. */
const roundsMax = 800
const roundMs = 150
const calmRounds = 8

/**
 * What the API tells once it has every run whole, has decided on all of them and tells the same for a while; where it is
 * known what it must tell, it may take its time to come to it, and must stay with it.
 */
async function toldInTheEnd({ listening: { api } }: OwnService, known: Told | null): Promise<Told> {
  let last = await told(api)
  for (let round = 0, calm = 0; round < roundsMax && calm < calmRounds; round += 1) {
    await sleep(roundMs)
    const now = await told(api)
    const decided = now.candidates.some((candidate) => candidate.includes(`"runs":${weakRuns}`))
    const settled = now.runs.length === runCount && decided && isSame(now, known ?? last)
    calm = settled ? calm + 1 : 0
    last = now
  }
  return last
}

function isSame(a: Told, b: Told): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

interface Listed {
  readonly items: readonly Record<string, unknown>[]
  readonly nextCursor: string | null
}

async function told(api: string): Promise<Told> {
  const list = async (path: string) => {
    const answer = await fetch(`http://${api}/api/v1/${path}`)
    return (await answer.json()) as Listed
  }
  const runs = (await list('runs?limit=500')).items.map(
    pick(['runId', 'traceIds', 'outcome', 'complete', 'totals', 'findings']),
  )
  const patterns = (await list('patterns?limit=500')).items.map(pick(['signature', 'runs', 'agentRuns', 'lesson']))
  // A candidate has the denominator of its last decision, and a sound run that is judged after that decides nothing: the
  // pattern has the denominator of now.
  const candidates = (await list('candidates?limit=500')).items.map(
    pick(['id', 'lesson', 'state', 'title', 'runs', 'sources']),
  )
  return { runs: sorted(runs), patterns: sorted(patterns), candidates: sorted(candidates) }
}

function pick(keys: readonly string[]) {
  return (item: Record<string, unknown>) => Object.fromEntries(keys.map((key) => [key, item[key]]))
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).sort()
}
