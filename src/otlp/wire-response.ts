import type { OtlpEncoding } from './contract.ts'
import type { OtlpKind } from './kind.ts'
import { bytesField, messageField, stringField, varintField } from './protobuf-writer.ts'

/** `google.rpc.Status`, with `google.rpc.RetryInfo` as its only detail where the sender should come again. */
export interface RpcStatus {
  readonly code: number
  readonly message: string
  readonly retryDelayMs: number | null
}

/**
 * An `Export...ServiceResponse`: empty when all was taken, else its `partial_success`. Nothing rejected with a message
 * is a warning (OTLP specification, "Partial Success").
 */
export function exportResponse(kind: OtlpKind, encoding: OtlpEncoding, rejected: number, message: string): Uint8Array {
  const partial = rejected > 0 || message !== ''
  if (encoding === 'json') return json(partial ? { partialSuccess: partialJson(kind, rejected, message) } : {})
  return partial ? messageField(1, varintField(1, rejected), stringField(2, message)) : new Uint8Array(0)
}

export function rpcStatusResponse(status: RpcStatus, encoding: OtlpEncoding): Uint8Array {
  return encoding === 'json' ? json(statusJson(status)) : statusProtobuf(status)
}

/** `grpc.health.v1.HealthCheckResponse`. */
export function healthResponse(serving: boolean): Uint8Array {
  return varintField(1, serving ? 1 : 2)
}

const rejectedField: Record<OtlpKind, string> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
}

const retryInfoType = 'type.googleapis.com/google.rpc.RetryInfo'

/** JSON writes an int64 as a string (ProtoJSON). */
function partialJson(kind: OtlpKind, rejected: number, message: string): Record<string, string> {
  return {
    ...(rejected > 0 && { [rejectedField[kind]]: String(rejected) }),
    ...(message !== '' && { errorMessage: message }),
  }
}

function statusJson(status: RpcStatus): object {
  const { code, message, retryDelayMs } = status
  if (retryDelayMs === null) return { code, message }
  return { code, message, details: [{ '@type': retryInfoType, retryDelay: `${(retryDelayMs / 1000).toFixed(3)}s` }] }
}

function statusProtobuf(status: RpcStatus): Uint8Array {
  const fields = [varintField(1, status.code), stringField(2, status.message)]
  if (status.retryDelayMs === null) return Buffer.concat(fields)
  const any = messageField(3, stringField(1, retryInfoType), bytesField(2, retryInfo(status.retryDelayMs)))
  return Buffer.concat([...fields, any])
}

function retryInfo(delayMs: number): Uint8Array {
  const seconds = varintField(1, Math.floor(delayMs / 1000))
  const nanos = varintField(2, (delayMs % 1000) * 1_000_000)
  return messageField(1, seconds, nanos)
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8')
}
