import type { CandidateEvent } from '../candidate/event.ts'
import type { Sink } from './contract.ts'
import { type HttpSinkOptions, httpSink, type Verdict } from './http-sink.ts'
import { otlpLogsRequest } from './otlp-log-record.ts'
import { outboundUrl } from './outbound-url.ts'
import type { SinkFault } from './webhook-spec.ts'

/** The sink for OTLP log records as the configuration has it. */
export interface OtlpSinkSpec {
  /** Base URL, as exporters take it: `/v1/logs` is added unless it ends so. */
  readonly endpoint: string
  readonly allowPrivate?: boolean | undefined
}

export function otlpSinkFaults({ endpoint, allowPrivate = false }: OtlpSinkSpec): readonly SinkFault[] {
  const read = outboundUrl(endpoint, { allowPrivate })
  return read.ok ? [] : [{ path: 'sinks.otlp.endpoint', expected: read.expected }]
}

/**
 * Each event as one OTLP log record, as JSON over HTTP.
 *
 * @throws Error when the specification has a fault; see `otlpSinkFaults`.
 */
export function otlpLogSink({ endpoint, allowPrivate = false }: OtlpSinkSpec, options: HttpSinkOptions = {}): Sink {
  const read = outboundUrl(endpoint, { allowPrivate })
  if (!read.ok) throw new Error(`sinks.otlp.endpoint cannot be read: expected ${read.expected}`)
  return httpSink({ name: 'otlp', url: logsUrl(read.url), allowPrivate, messageOf, verdictOf }, options)
}

function logsUrl(base: URL): URL {
  const url = new URL(base)
  if (!url.pathname.endsWith('/v1/logs')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/logs`
  return url
}

function messageOf(event: CandidateEvent, nowMs: number) {
  const body = JSON.stringify(otlpLogsRequest(event, nowMs))
  return { headers: { 'content-type': 'application/json' }, body }
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
