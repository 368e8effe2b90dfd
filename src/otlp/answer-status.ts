/**
 * The one place where an answer becomes HTTP and gRPC status. What a retry could fix is always answered so that OTLP
 * senders do retry; everything else is final (OTLP specification, "Failures" and "OTLP/HTTP Throttling").
 */
import { Metadata, type StatusObject, status } from '@grpc/grpc-js'
import type { ReceiveAnswer } from './contract.ts'
import { type RpcStatus, rpcStatusResponse } from './wire-response.ts'

/** What the edges refuse before the receiver hears of it; the first two are final. */
export type SenderRefusal =
  | { readonly kind: 'unauthenticated' | 'forbidden'; readonly message: string }
  | { readonly kind: 'over_quota'; readonly message: string; readonly afterMs: number }

/** What the HTTP edge itself refuses; gRPC has its own answers for these. All final. */
export type HttpRefusal = {
  readonly kind: 'not_found' | 'method_not_allowed' | 'unsupported_media'
  readonly message: string
}

export type ExportAnswer = ReceiveAnswer | SenderRefusal
export type EdgeAnswer = ExportAnswer | HttpRefusal

export interface HttpStatus {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body of an error; null when the request was accepted. */
  readonly error: RpcStatus | null
}

export function httpStatus(answer: EdgeAnswer, random: () => number): HttpStatus {
  const error = rpcStatus(answer, random)
  const headers = {
    ...(error?.retryDelayMs && { 'retry-after': String(Math.ceil(error.retryDelayMs / 1000)) }),
    ...(answer.kind === 'method_not_allowed' && { allow: 'POST' }),
    ...(answer.kind === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
  }
  return { status: statusOf[answer.kind].http, headers, error }
}

/** Only RetryInfo is worth details: a bare RESOURCE_EXHAUSTED is what tells senders not to come again. */
export function grpcStatus(answer: ExportAnswer, random: () => number): StatusObject {
  const metadata = new Metadata()
  const error = rpcStatus(answer, random)
  if (error === null) return { code: status.OK, details: '', metadata }
  if (error.retryDelayMs !== null) {
    metadata.set('grpc-status-details-bin', Buffer.from(rpcStatusResponse(error, 'protobuf')))
  }
  return { code: error.code, details: error.message, metadata }
}

/** Well-formed and short: gRPC percent-encodes it into a header, which a lone surrogate would break. */
export function boundedMessage(message: string): string {
  return message.slice(0, messageCharsMax).toWellFormed()
}

const statusOf: Record<EdgeAnswer['kind'], { readonly http: number; readonly grpc: status }> = {
  accepted: { http: 200, grpc: status.OK },
  malformed: { http: 400, grpc: status.INVALID_ARGUMENT },
  too_large: { http: 413, grpc: status.RESOURCE_EXHAUSTED },
  retry: { http: 503, grpc: status.UNAVAILABLE },
  over_quota: { http: 429, grpc: status.UNAVAILABLE },
  unauthenticated: { http: 401, grpc: status.UNAUTHENTICATED },
  forbidden: { http: 403, grpc: status.PERMISSION_DENIED },
  not_found: { http: 404, grpc: status.NOT_FOUND },
  method_not_allowed: { http: 405, grpc: status.UNIMPLEMENTED },
  unsupported_media: { http: 415, grpc: status.INVALID_ARGUMENT },
}

function rpcStatus(answer: EdgeAnswer, random: () => number): RpcStatus | null {
  if (answer.kind === 'accepted') return null
  const retryDelayMs = 'afterMs' in answer ? retryDelay(answer.afterMs, random) : null
  return { code: statusOf[answer.kind].grpc, message: boundedMessage(answer.message), retryDelayMs }
}

const messageCharsMax = 1024
const delayMinMs = 1_000
const delayMaxMs = 30_000
const jitterMs = 3_000

/** 1 to 4 s, later where the answer asks for it, never over 30 s; spread so that refused senders do not return as one. */
function retryDelay(afterMs: number, random: () => number): number {
  const asked = Number.isFinite(afterMs) ? afterMs : 0
  const least = Math.min(Math.max(asked, delayMinMs), delayMaxMs - jitterMs)
  return Math.round(least + random() * jitterMs)
}
