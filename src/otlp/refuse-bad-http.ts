import type { Duplex } from 'node:stream'

/**
 * Answers what the HTTP parser could not read and closes the connection. False when there was nothing to refuse: the
 * sender itself is gone.
 */
export function refuseBadHttp(error: NodeJS.ErrnoException, socket: Duplex): boolean {
  if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) {
    socket.destroy()
    return false
  }
  socket.on('error', () => {})
  const head = `HTTP/1.1 ${statusLine(error.code)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
  socket.end(head, () => socket.destroy())
  return true
}

/** Answers a request that came in HTTP/1 where nobody speaks it, and closes once the sender had time to read that. */
export function refuseHttp1(socket: Duplex, message: string, lingerMs: number): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
  // What is left of the request is read and dropped: a connection that is closed on unread bytes loses the answer.
  socket.resume()
  const head = `Connection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(message)}`
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head}\r\n\r\n${message}`)
}

function statusLine(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return '431 Request Header Fields Too Large'
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return '413 Payload Too Large'
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return '408 Request Timeout'
    default:
      return '400 Bad Request'
  }
}
