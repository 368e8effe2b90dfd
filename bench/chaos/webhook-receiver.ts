import { createServer, type IncomingMessage } from 'node:http'
import type { SeenEvent } from '../../src/verify/seen.ts'

/** Where webhooks are sent to: notes what it is told, and can be down. */
export interface WebhookReceiver {
  readonly url: string
  events(): readonly SeenEvent[]
  /** Answers 503 to everything, or takes it again. */
  setDown(down: boolean): void
  stop(): Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const events: SeenEvent[] = []
  let down = false
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await textOf(request)
      if (!down) events.push(...eventIn(body))
      response.writeHead(down ? 503 : 204).end()
    }
    answer().catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address !== 'object') throw new Error('expected an address')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    events: () => events,
    setDown: (is) => {
      down = is
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function eventIn(body: string): readonly SeenEvent[] {
  const { id, type, data } = JSON.parse(body)
  const candidateId: unknown = data?.candidate?.id
  return typeof candidateId === 'string' ? [{ id: String(id), type: String(type), candidateId }] : []
}
