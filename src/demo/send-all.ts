import { randomBytes } from 'node:crypto'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Capture } from './captures.ts'
import { freshen } from './freshen.ts'
import { loadCapture } from './load-capture.ts'
import { spansOf, type TraceRequest } from './otlp-json.ts'
import { openExporters, sendCapture } from './send-capture.ts'
import { toReadableSpans } from './to-readable-spans.ts'

/** Four people run into the same things: enough for what is weak to recur. */
const repetitions = 4

/** Trace id to client, of everything that was sent. */
export type Sent = ReadonlyMap<string, string>

export interface SendOptions {
  readonly grpc: string
  readonly http: string
  readonly progress: (line: string) => void
  readonly captures: readonly Capture[]
}

/** Every capture, fresh in every repetition. */
export async function sendAll(options: SendOptions): Promise<Sent> {
  const chosen = options.captures
  const exporters = openExporters(options)
  const clientOfTrace = new Map<string, string>()
  try {
    for (let repetition = 1; repetition <= repetitions; repetition++) {
      const requests = await sendRepetition(chosen, repetition, exporters, clientOfTrace)
      options.progress(`sent ${chosen.length} captures in ${requests} requests as user ${repetition} of ${repetitions}`)
    }
  } finally {
    await Promise.all(exporters.map((exporter) => exporter.shutdown()))
  }
  return clientOfTrace
}

/** Transports take turns, so that every client goes over each of them in some repetition. */
async function sendRepetition(
  chosen: readonly Capture[],
  repetition: number,
  exporters: readonly SpanExporter[],
  clientOfTrace: Map<string, string>,
): Promise<number> {
  let requestCount = 0
  for (const [index, capture] of chosen.entries()) {
    const exporter = exporters[(index + repetition) % exporters.length]
    if (exporter === undefined) throw new Error('no exporter is open')
    const who = { sessionId: `demo-session-${repetition}-${randomHex(8)}`, userId: `demo-user-${repetition}` }
    const requests = freshen(await loadCapture(capture), { ...who, randomHex })
    for (const { traceId } of requests.flatMap(spansOf)) clientOfTrace.set(traceId, capture.client)
    const shift = shiftToNow(requests, Date.now())
    const extra = { 'session.id': who.sessionId, 'user.id': who.userId }
    await sendCapture(
      requests.map((request) => toReadableSpans(request, shift, extra)),
      exporter,
    )
    requestCount += requests.length
  }
  return requestCount
}

function randomHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString('hex')
    .slice(0, digits)
}

/** Nanoseconds to move all times by, so that the last span ends now. */
function shiftToNow(requests: readonly TraceRequest[], nowMs: number): bigint {
  const ends = requests.flatMap(spansOf).map((span) => Number(BigInt(span.endTimeUnixNano) / 1000n))
  const lastUs = ends.reduce((latest, end) => Math.max(latest, end), 0)
  return BigInt(nowMs * 1000 - lastUs) * 1000n
}
