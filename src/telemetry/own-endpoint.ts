import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'

/** What an endpoint for own telemetry turns out to be. */
export type EndpointKind = 'elsewhere' | 'own' | 'unknown_host'

/**
 * Whether an endpoint leads back to this service: to a port it listens on, at an address of this machine. What a
 * service tells of itself must not become something it tells of.
 */
export async function endpointKind(
  endpoint: URL,
  listening: readonly string[],
  resolve: (host: string) => Promise<readonly string[]> = resolveAll,
): Promise<EndpointKind> {
  const port = endpoint.port === '' ? defaultPort(endpoint) : Number(endpoint.port)
  if (!listening.some((address) => portOf(address) === port)) return 'elsewhere'
  try {
    const addresses = await resolve(endpoint.hostname.replace(/^\[(.*)\]$/, '$1'))
    return addresses.some(isOwnAddress) ? 'own' : 'elsewhere'
  } catch {
    return 'unknown_host'
  }
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1))
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

function isOwnAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  if (plain.startsWith('127.') || plain === '::1' || plain === '0.0.0.0' || plain === '::') return true
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map((it) => it.address))
  return own.includes(plain)
}
