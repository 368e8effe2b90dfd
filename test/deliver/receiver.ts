import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How a receiver answers the request of this number, counted from 0. */
export type Answering = (response: ServerResponse, number: number) => void

export const answerWith =
  (...statuses: readonly number[]): Answering =>
  (response, number) => {
    response.writeHead(statuses[Math.min(number, statuses.length - 1)] ?? 200).end()
  }

/** A real HTTP server on loopback that remembers what it was sent. It ends with the test. */
export async function startReceiver(answer: Answering = answerWith(200)) {
  const received: Received[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const port = await listen((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      })
      answer(response, received.length - 1)
      for (const { count, resolve } of waiting) if (received.length >= count) resolve()
    })
  })
  return {
    port,
    received,
    url: `http://127.0.0.1:${port}/hook`,
    /** Resolves once so many requests have come. */
    until: (count: number) =>
      new Promise<void>((resolve) => {
        if (received.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
  }
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
