import type { EdgeAnswer } from './answer-status.ts'
import type { ReceiveAnswer } from './contract.ts'
import type { OtlpKind } from './kind.ts'

/**
 * Adds `n` to a counter. Label values come from closed lists, never from the wire.
 *
 * `otlp_requests` {transport, kind, answer}: export requests answered, by what they were answered.
 * `otlp_body_bytes` {transport, kind}: inflated bytes handed to the receiver.
 * `otlp_refused` {transport, reason}: requests refused at the edge, before or instead of the receiver.
 * `otlp_items` {transport, kind, outcome}: spans or records `accepted`, `refused` (to come again) or `failed` (for good).
 */
export type Count = (name: string, labels: Record<string, string>, n: number) => void

export const refusalReasons = [
  'aborted',
  'body_deadline',
  'body_in_flight',
  'body_ratio',
  'body_size',
  'bad_http',
  'corrupt_body',
  'forbidden',
  'fragmented_body',
  'loop_lag',
  'memory',
  'method',
  'no_permit',
  'path',
  'quota',
  'receiver_fault',
  'receiver_slow',
  'unauthenticated',
  'unsupported_encoding',
  'unsupported_type',
  'wrong_protocol',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

export type Transport = 'grpc' | 'http'

export const countNothing: Count = () => {}

export function countRefusal(count: Count, transport: Transport, reason: RefusalReason): void {
  count('otlp_refused', { transport, reason }, 1)
}

/** The answer as a label: `partial` tells an accepted request apart of which something was rejected. */
export function countAnswer(count: Count, transport: Transport, kind: OtlpKind, answer: EdgeAnswer): void {
  const partial = answer.kind === 'accepted' && answer.rejected > 0
  count('otlp_requests', { transport, kind, answer: partial ? 'partial' : answer.kind }, 1)
}

export function countItems(count: Count, transport: Transport, kind: OtlpKind, answer: ReceiveAnswer): void {
  const tell = (outcome: string, n: number) => n > 0 && count('otlp_items', { transport, kind, outcome }, n)
  if (answer.kind === 'accepted') tell('accepted', answer.items ?? 0)
  if (answer.kind === 'accepted') tell('failed', answer.rejected)
  if (answer.kind === 'retry') tell('refused', answer.items ?? 0)
}
