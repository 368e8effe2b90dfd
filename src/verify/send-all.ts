import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from './deliveries.ts'
import type { Ledger } from './ledger.ts'
import type { Problem } from './problem.ts'
import type { Answer } from './send/answer.ts'
import type { Sender } from './send/sender.ts'

export interface SendDeps {
  readonly sender: Sender
  readonly ledger: Ledger
  /** Told of each answer in the moment it comes, and how long it took. */
  answered(answer: Answer, tookMs: number): void
  /** How long a service may refuse one delivery. */
  readonly patienceMs: number
  /** Stops sending; what is in flight is not waited for. */
  readonly stop: AbortSignal
  /** No delivery goes out before its place in this time. */
  readonly spreadMs?: number
}

/** Requests in flight at once. */
const sendersMax = 4
const retryMs = 60

export class NotAcknowledged extends Error {}

/**
 * Sends what the ledger has not as acknowledged, each until it is: a request without a promise is sent again, as a
 * Collector with a queue does. Answers what was answered wrongly.
 */
export async function sendAll(deliveries: readonly Delivery[], deps: SendDeps): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  const open = deliveries.filter(({ index }) => !deps.ledger.acknowledged.has(index))
  const eachMs = (deps.spreadMs ?? 0) / Math.max(1, open.length)
  const startMs = Date.now()
  const queue = open.entries()
  const work = async () => {
    for (const [place, delivery] of queue) {
      const early = startMs + place * eachMs - Date.now()
      if (early > 0) await sleep(early)
      if (deps.stop.aborted) return
      problems.push(...(await sendUntilAcknowledged(delivery, deps)))
    }
  }
  await Promise.all(Array.from({ length: sendersMax }, work))
  return problems
}

async function sendUntilAcknowledged(delivery: Delivery, deps: SendDeps): Promise<readonly Problem[]> {
  const until = Date.now() + deps.patienceMs
  for (;;) {
    const askedMs = performance.now()
    const answer = await deps.sender.send(delivery)
    const noted = deps.ledger.note(delivery, answer)
    deps.answered(answer, performance.now() - askedMs)
    await noted
    const where = `delivery ${delivery.index} over ${delivery.transport}`
    if (answer.kind === 'acknowledged') return wrongly(delivery, answer.rejected, where)
    if (answer.kind === 'denied') return [{ kind: 'answer_wrong', what: `${where} was denied with ${answer.why}` }]
    if (Date.now() > until) throw new NotAcknowledged(`${where} was never acknowledged, last answer ${answer.why}`)
    await sleep(retryMs)
  }
}

function wrongly({ broken }: Delivery, rejected: number, where: string): readonly Problem[] {
  if (rejected === broken) return []
  return [{ kind: 'answer_wrong', what: `${where} had ${rejected} spans rejected, expected ${broken}` }]
}
