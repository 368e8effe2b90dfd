import { requireLoopback } from '../otlp/loopback.ts'

export interface BindEndpoint {
  readonly host: string
  readonly port: number
}

/**
 * Reads `host:port`. Without keys only loopback may be served.
 *
 * @throws Error that names the endpoint and what was expected.
 */
export function readEndpoint(endpoint: string, keyed: boolean): BindEndpoint {
  const { host, port } = keyed ? anyEndpoint(endpoint) : requireLoopback(endpoint)
  return { host: host === 'localhost' ? '127.0.0.1' : host, port }
}

function anyEndpoint(endpoint: string): BindEndpoint {
  const url = /^[^/?#@\\]+:\d{1,5}$/.test(endpoint) ? URL.parse(`ws://${endpoint}`) : null
  const port = Number(endpoint.slice(endpoint.lastIndexOf(':') + 1))
  if (url === null) {
    throw new Error(`endpoint "${endpoint}" cannot be read: expected host:port with a port from 0 to 65535`)
  }
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port }
}
