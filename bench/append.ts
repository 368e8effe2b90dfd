/**
 * Appends per second and the slowest of a hundred, with group commit and with one transaction per request, for some
 * numbers of requests in flight. `node bench/append.ts [requests] [folder]`; the folder's disk is what is measured.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fact } from '../src/span/span-fact.ts'
import { openEmbeddedStore } from '../src/store/embedded/open.ts'

const requests = Number(process.argv[2] ?? 5000)
const parent = process.argv[3] ?? tmpdir()
const spansPerRequest = 20

interface Measured {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

for (const inFlight of [1, 8, 64]) {
  const single = await measure(inFlight, 1)
  const grouped = await measure(inFlight, 512)
  const ratio = grouped.perSecond / single.perSecond
  print({ inFlight, spansPerRequest, single, grouped, ratio: round(ratio) })
}

async function measure(inFlight: number, requestsPerCommit: number): Promise<Measured> {
  const folder = mkdtempSync(join(parent, 'promontory-bench-'))
  const path = join(folder, 'store.db')
  const store = await openEmbeddedStore({ path, settleMs: 15_000, idleMs: 900_000, limits: { requestsPerCommit } })
  const tookMs: number[] = []
  let next = 0
  const lane = async () => {
    while (next < requests) {
      const number = next++
      const startedMs = performance.now()
      await store.traces.append({ chunks: [chunkOf(number)], receivedMs: Date.now() })
      tookMs.push(performance.now() - startedMs)
    }
  }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: inFlight }, lane))
  const seconds = (performance.now() - startedMs) / 1000
  await store.close()
  rmSync(folder, { recursive: true })
  tookMs.sort((a, b) => a - b)
  return { perSecond: Math.round(requests / seconds), p50Ms: at(tookMs, 0.5), p99Ms: at(tookMs, 0.99) }
}

function chunkOf(number: number) {
  const facts = Array.from({ length: spansPerRequest }, (_, index) => factOf(`${number}-${index}`))
  return { tenant: 'bench', traceId: `trace-${number >> 2}`, facts, rootEnded: number % 4 === 3, agentic: true }
}

function factOf(spanId: string): Fact {
  return {
    type: 'span',
    spanId,
    parentSpanId: 'b7ad6b7169203331',
    remoteParent: false,
    spanKind: 3,
    family: 'gen_ai',
    scope: 'bench',
    kind: 'tool',
    role: 'leaf',
    name: 'search_orders',
    startUs: 1_773_144_000_000_000,
    endUs: 1_773_144_000_250_000,
    outcome: 'ok',
    outcomeFrom: 'status',
    error: null,
    service: { name: 'shop', instanceId: 'shop-1', version: '1.4.2', environment: 'production' },
    agent: { name: 'helper', id: null, version: null },
    sessionId: 'session-1',
    userFp: '00f067aa0ba902b7',
    tool: {
      callFp: '53995c3f42cd8ad8',
      arguments: { fp: '2a2b2c2d2e2f3031', chars: 48 },
      result: { fp: '3a3b3c3d3e3f4041', chars: 512, empty: false, items: 3, pending: false },
      type: 'function',
    },
    model: null,
    messages: null,
    documents: null,
    target: null,
    evaluations: [],
    rootMark: null,
    truncated: false,
    samplingThreshold: null,
    hash: '9f86d081884c7d65',
  }
}

function at(sorted: readonly number[], share: number): number {
  return round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
