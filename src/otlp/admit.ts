import { credentialOf } from '../keys/contract.ts'
import type { ExportAnswer, SenderRefusal } from './answer-status.ts'
import type { RefusalReason } from './count.ts'
import type { EdgeParts } from './edge.ts'

export type Admission =
  | { readonly kind: 'admitted'; readonly tenant: string }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly answer: ExportAnswer }

/** Whether a request may go on, judged by its head alone: cheapest check first, nothing of the body is read yet. */
export function admit(headers: Parameters<typeof credentialOf>[0], parts: EdgeParts): Admission {
  const authorized = parts.authorize(credentialOf(headers), 'ingest')
  if (authorized.kind === 'missing') return unauthenticated
  if (authorized.kind === 'forbidden') return forbidden
  const { tenant } = authorized
  return overQuota(tenant, parts) ?? underPressure(parts) ?? { kind: 'admitted', tenant }
}

/** Asked again once the body is there: others of the tenant may have used its quota meanwhile. */
export function overQuota(tenant: string, { quotas }: EdgeParts): Refused<SenderRefusal> | null {
  const afterMs = quotas?.waitMs(tenant) ?? 0
  if (afterMs === 0) return null
  return refused('quota', { kind: 'over_quota', message: 'over the quota of this tenant', afterMs })
}

/** What is in flight has to fit into the rest of the heap. */
const heapShareMax = 0.75

/** Refusing helps only while others are in flight: without one let through the service would never serve again. */
function underPressure({ pressure, inFlight, limits }: EdgeParts): Refused<ExportAnswer> | null {
  const { loopLagMs, usedBytes, heapShare } = pressure()
  if (loopLagMs > limits.loopLagMsMax) return refused('loop_lag', comeAgain('this process is behind with its work'))
  const full = usedBytes > limits.rssBytesMax || heapShare > heapShareMax
  if (full && inFlight.count > 0) return refused('memory', comeAgain('this process is short of memory'))
  return null
}

interface Refused<Answer> {
  readonly kind: 'refused'
  readonly reason: RefusalReason
  readonly answer: Answer
}

function refused<Answer>(reason: RefusalReason, answer: Answer): Refused<Answer> {
  return { kind: 'refused', reason, answer }
}

function comeAgain(message: string): ExportAnswer {
  return { kind: 'retry', message, afterMs: 0 }
}

const unauthenticated: Admission = refused('unauthenticated', {
  kind: 'unauthenticated',
  message: 'expected a key: authorization: Bearer KEY, or x-api-key: KEY',
})
const forbidden: Admission = refused('forbidden', {
  kind: 'forbidden',
  message: 'this key does not permit ingest',
})
