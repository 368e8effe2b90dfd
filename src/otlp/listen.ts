import type { Server } from 'node:net'
import { isLoopbackAddress, requireLoopback } from './loopback.ts'

/**
 * Binds a server to a loopback endpoint and answers where it listens, as `host:port`.
 *
 * @throws Error that names the endpoint when it is not loopback, cannot be read, or cannot be bound.
 */
export async function listenLoopback(server: Server, endpoint: string): Promise<string> {
  const { host, port } = requireLoopback(endpoint)
  await bind(server, host, port, endpoint)
  const bound = server.address()
  // `localhost` goes through the resolver: what counts is where it led.
  if (bound === null || typeof bound === 'string' || !isLoopbackAddress(bound.address)) {
    server.close()
    throw new Error(`endpoint "${endpoint}" led to an address that is not loopback`)
  }
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`
}

function bind(server: Server, host: string, port: number, endpoint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new Error(bindFailure(endpoint, error), { cause: error }))
    server.once('error', refuse)
    server.listen({ host, port }, () => {
      server.removeListener('error', refuse)
      resolve()
    })
  })
}

function bindFailure(endpoint: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `cannot listen on ${endpoint}: the address is in use`
    case 'EACCES':
      return `cannot listen on ${endpoint}: this process may not use that port`
    default:
      return `cannot listen on ${endpoint}: ${error.code ?? 'unknown error'}`
  }
}
