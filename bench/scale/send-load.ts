import { setTimeout as sleep } from 'node:timers/promises'
import type { SendTo } from '../../src/verify/send/sender.ts'
import { spreadSender } from '../../src/verify/send/spread-sender.ts'
import type { Request } from './traffic.ts'

/** Requests in flight at once. */
const sendersMax = 4
const triesMax = 50
const againMs = 100

/** Sends to the replicas in turn over gRPC, each until it is acknowledged, spread evenly over so long. */
export async function sendLoad(
  replicas: readonly Pick<SendTo, 'grpc' | 'http'>[],
  requests: readonly Request[],
  spreadMs = 0,
): Promise<void> {
  const sender = spreadSender(replicas.map((replica) => ({ ...replica, key: null })))
  const startMs = performance.now()
  const queue = requests.entries()
  const work = async () => {
    for (const [index, spans] of queue) {
      const earlyMs = startMs + (index * spreadMs) / requests.length - performance.now()
      if (earlyMs > 0) await sleep(earlyMs)
      await sendOne(index, spans)
    }
  }
  const sendOne = async (index: number, spans: Request) => {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const answer = await sender.send({ index, phase: 'main', transport: 'grpc', broken: 0, spans })
      if (answer.kind === 'acknowledged') return
      if (answer.kind === 'denied') throw new Error(`a request was denied with ${answer.why}`)
      await sleep(againMs)
    }
    throw new Error(`a request was refused ${triesMax} times`)
  }
  try {
    await Promise.all(Array.from({ length: sendersMax }, work))
  } finally {
    sender.close()
  }
}
