import { overQuota } from './admit.ts'
import type { ExportAnswer } from './answer-status.ts'
import type { OtlpEncoding, ReceiveAnswer } from './contract.ts'
import { type Count, countItems, countRefusal, type Transport } from './count.ts'
import type { EdgeParts } from './edge.ts'
import type { OtlpKind } from './kind.ts'

/** An export request, read whole. */
export interface ExportRequest {
  readonly transport: Transport
  readonly kind: OtlpKind
  readonly encoding: OtlpEncoding
  readonly tenant: string
  readonly body: Uint8Array
}

export interface Asked {
  /** What the sender is told, within the time limit. Never rejects. */
  readonly answer: Promise<ExportAnswer>
  /** When the receiver has let go of the body, which may be later. Never rejects. */
  readonly settled: Promise<void>
}

/** Hands a body over. A receiver that fails or is slow has not promised anything, so the sender should come again. */
export function askReceiver(request: ExportRequest, parts: EdgeParts): Asked {
  const { transport, kind, tenant, body } = request
  const refused = overQuota(tenant, parts)
  if (refused !== null) {
    countRefusal(parts.count, transport, refused.reason)
    return { answer: Promise.resolve(refused.answer), settled: Promise.resolve() }
  }
  parts.quotas?.charge(tenant, 'bytes', body.length)
  parts.count('otlp_body_bytes', { transport, kind }, body.length)
  const received = receive(request, parts)
  return {
    answer: withinTime(received, parts.limits.answerMs, parts.count, transport),
    settled: received.then(() => {}),
  }
}

async function receive(request: ExportRequest, parts: EdgeParts): Promise<ReceiveAnswer> {
  const { transport, kind, encoding, tenant, body } = request
  try {
    const answer = await parts.receiver[kind](body, encoding, tenant)
    countItems(parts.count, transport, kind, answer)
    if (answer.kind === 'accepted') {
      parts.quotas?.charge(tenant, 'spans', answer.items ?? 0)
      parts.quotas?.charge(tenant, 'newRuns', answer.opened ?? 0)
    }
    return answer
  } catch {
    countRefusal(parts.count, transport, 'receiver_fault')
    return { kind: 'retry', message: 'the request could not be kept', afterMs: 0 }
  }
}

function withinTime(
  received: Promise<ReceiveAnswer>,
  answerMs: number,
  count: Count,
  transport: Transport,
): Promise<ReceiveAnswer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      countRefusal(count, transport, 'receiver_slow')
      resolve({ kind: 'retry', message: `no answer within ${answerMs} ms`, afterMs: 0 })
    }, answerMs)
    received.then((answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
  })
}
