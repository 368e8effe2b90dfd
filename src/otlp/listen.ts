import type { Server } from 'node:net'
import { isLoopbackAddress, readHostPort, requireLoopback } from './loopback.ts'

export interface ListenEndpoint {
  readonly endpoint: string
  /** The option that the endpoint comes from, such as `otlp.grpc.endpoint`. */
  readonly setting?: string | undefined
  /** Whether senders have to show keys: then any address may be bound, else loopback only. */
  readonly keyed: boolean
}

/**
 * Binds a server and answers where it listens, as `host:port`.
 *
 * @throws Error that names the endpoint, and the option it comes from, when it may not be served, cannot be read, or
 * cannot be bound.
 */
export async function listenAt(server: Server, at: ListenEndpoint): Promise<string> {
  const { host, port } = at.keyed ? readHostPort(at.endpoint, at.setting) : requireLoopback(at.endpoint, at.setting)
  await bind(server, host, port, at)
  const bound = server.address()
  // `localhost` goes through the resolver: what counts is where it led.
  if (bound === null || typeof bound === 'string' || !(at.keyed || isLoopbackAddress(bound.address))) {
    server.close()
    throw new Error(`endpoint "${at.endpoint}" led to an address that is not loopback`)
  }
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`
}

/** What to tell whoever starts the service; also for servers that are bound elsewhere. */
export function bindFailure(endpoint: string, setting: string | undefined, code: string | undefined): string {
  const where = setting === undefined ? endpoint : `${endpoint} (${setting})`
  return `cannot listen on ${where}: ${bindTrouble(code)}${setting === undefined ? '' : whatToSet(setting)}`
}

function bind(server: Server, host: string, port: number, { endpoint, setting }: ListenEndpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(new Error(bindFailure(endpoint, setting, error.code), { cause: error }))
    server.once('error', refuse)
    server.listen({ host, port }, () => {
      server.removeListener('error', refuse)
      resolve()
    })
  })
}

function bindTrouble(code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'the address is in use'
    case 'EACCES':
      return 'this process may not use that port'
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address'
    case 'ENOTFOUND':
      return 'the host name leads nowhere'
    default:
      return code ?? 'unknown error'
  }
}

function whatToSet(setting: string): string {
  return `; set ${setting.toUpperCase().replaceAll('.', '_')}, or port 0 for a free one`
}
