import type { OtlpEncoding, ReceiveAnswer, Receiver } from '../../src/otlp/contract.ts'
import type { OtlpKind } from '../../src/otlp/kind.ts'

export interface Remembered {
  readonly kind: OtlpKind
  readonly body: Buffer
  readonly encoding: OtlpEncoding
  readonly tenant: string
}

export interface RememberingReceiver extends Receiver {
  readonly requests: Remembered[]
  /** Answers for the next requests, in order; accepted once they are used up. */
  readonly answers: (ReceiveAnswer | Promise<ReceiveAnswer> | Error)[]
}

export const accepted: ReceiveAnswer = { kind: 'accepted', rejected: 0, message: '' }

/** A receiver that keeps what it was handed and answers as it was told to. */
export function rememberingReceiver(...answers: RememberingReceiver['answers']): RememberingReceiver {
  const requests: Remembered[] = []
  const take = (kind: OtlpKind) => async (body: Uint8Array, encoding: OtlpEncoding, tenant: string) => {
    requests.push({ kind, body: Buffer.from(body), encoding, tenant })
    const answer = await (answers.shift() ?? accepted)
    if (answer instanceof Error) throw answer
    return answer
  }
  return { requests, answers, traces: take('traces'), logs: take('logs'), metrics: take('metrics') }
}

export interface Counted {
  readonly name: string
  readonly labels: Record<string, string>
}

/** A counter that keeps every count, and tells the labels of one name. */
export function rememberingCount() {
  const counted: Counted[] = []
  return {
    count: (name: string, labels: Record<string, string>) => {
      counted.push({ name, labels })
    },
    of: (name: string) => counted.filter((one) => one.name === name).map((one) => one.labels),
  }
}
