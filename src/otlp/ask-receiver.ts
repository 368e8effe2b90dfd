import type { OtlpEncoding, ReceiveAnswer } from './contract.ts'
import { type Count, countRefusal, type Transport } from './count.ts'
import { type EdgeParts, onlyTenant } from './edge.ts'
import type { OtlpKind } from './kind.ts'

export interface Asked {
  /** What the sender is told, within the time limit. Never rejects. */
  readonly answer: Promise<ReceiveAnswer>
  /** When the receiver has let go of the body, which may be later. Never rejects. */
  readonly settled: Promise<void>
}

/** Hands a body over. A receiver that fails or is slow has not promised anything, so the sender should come again. */
export function askReceiver(
  parts: EdgeParts,
  transport: Transport,
  kind: OtlpKind,
  encoding: OtlpEncoding,
  body: Uint8Array,
): Asked {
  parts.count('otlp_body_bytes', { transport, kind }, body.length)
  const received = receive(parts, transport, kind, encoding, body)
  return {
    answer: withinTime(received, parts.limits.answerMs, parts.count, transport),
    settled: received.then(() => {}),
  }
}

async function receive(
  { receiver, count }: EdgeParts,
  transport: Transport,
  kind: OtlpKind,
  encoding: OtlpEncoding,
  body: Uint8Array,
): Promise<ReceiveAnswer> {
  try {
    return await receiver[kind](body, encoding, onlyTenant)
  } catch {
    countRefusal(count, transport, 'receiver_fault')
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
