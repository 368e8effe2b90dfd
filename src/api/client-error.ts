import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** What Node could not even parse: no route and no hook sees it, so the answer is written by hand. */
export function answerClientError(error: { readonly code: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = statuses.get(error.code) ?? 400
  const title = STATUS_CODES[status] ?? 'Bad Request'
  const body = JSON.stringify({ type: 'about:blank', title, status, detail: details.get(status) ?? 'not HTTP/1.1' })
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const statuses: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
])

const details: ReadonlyMap<number, string> = new Map([
  [431, 'request line and headers together may have at most 16384 bytes'],
  [408, 'the request did not arrive in time'],
])
