import type { CandidateEvent } from '../candidate/event.ts'
import type { Sink } from './contract.ts'
import { type HttpSinkOptions, httpSink, type Verdict } from './http-sink.ts'
import { otlpHeaders } from './otlp-headers.ts'
import { otlpLogsRequest } from './otlp-log-record.ts'
import { outboundUrl } from './outbound-url.ts'
import type { SinkFault } from './webhook-spec.ts'

/** The sink for OTLP log records as the configuration has it. */
export interface OtlpSinkSpec {
  /** Base URL, as exporters take it: `/v1/logs` is added unless it ends so. */
  readonly endpoint: string
  readonly allowPrivate?: boolean | undefined
  /** As `otlpHeaders` reads them; none where empty. A secret: in no log and no reason. */
  readonly headers?: string | undefined
}

export function otlpSinkFaults({ endpoint, allowPrivate = false, headers = '' }: OtlpSinkSpec): readonly SinkFault[] {
  const [url, given] = [outboundUrl(endpoint, { allowPrivate }), otlpHeaders(headers)]
  return [
    ...(url.ok ? [] : [{ path: 'sinks.otlp.endpoint', expected: url.expected }]),
    ...(given.ok ? [] : [{ path: 'sinks.otlp.headers', expected: given.expected }]),
  ]
}

/**
 * Each event as one OTLP log record, as JSON over HTTP.
 *
 * @throws Error when the specification has a fault; see `otlpSinkFaults`.
 */
export function otlpLogSink(spec: OtlpSinkSpec, options: HttpSinkOptions = {}): Sink {
  const { endpoint, allowPrivate = false, headers = '' } = spec
  const [read, given] = [outboundUrl(endpoint, { allowPrivate }), otlpHeaders(headers)]
  if (!read.ok) throw new Error(`sinks.otlp.endpoint cannot be read: expected ${read.expected}`)
  if (!given.ok) throw new Error(`sinks.otlp.headers cannot be read: expected ${given.expected}`)
  const messageOf = (event: CandidateEvent, nowMs: number) => messageWith(given.headers, event, nowMs)
  return httpSink({ name: 'otlp', url: logsUrl(read.url), allowPrivate, messageOf, verdictOf }, options)
}

function logsUrl(base: URL): URL {
  const url = new URL(base)
  if (!url.pathname.endsWith('/v1/logs')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/logs`
  return url
}

function messageWith(headers: Readonly<Record<string, string>>, event: CandidateEvent, nowMs: number) {
  const body = JSON.stringify(otlpLogsRequest(event, nowMs))
  return { headers: { ...headers, 'content-type': 'application/json' }, body }
}

const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** https://opentelemetry.io/docs/specs/otlp/#otlphttp-response: what is not on its list must not be tried again. */
function verdictOf(status: number, body: string): Verdict {
  const reason = `the endpoint answered ${status}`
  if (retryable.has(status)) return { kind: 'failed', reason }
  if (status < 200 || status >= 300) return { kind: 'never', reason }
  return wasRejected(body) ? { kind: 'never', reason: 'the endpoint rejected the record' } : { kind: 'told' }
}

/** A partial success that rejects the one record there was. */
function wasRejected(body: string): boolean {
  try {
    const rejected: unknown = JSON.parse(body)?.partialSuccess?.rejectedLogRecords
    return Number(rejected ?? 0) > 0
  } catch {
    return false
  }
}
