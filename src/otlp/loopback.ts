import { BlockList, isIP } from 'node:net'

export interface HostPort {
  readonly host: string
  readonly port: number
}

/**
 * Reads `host:port` (`[::1]:port` for IPv6) and refuses what is not loopback: without keys nothing else is served.
 *
 * @throws Error that names the endpoint and what was expected.
 */
export function requireLoopback(endpoint: string, setting?: string): HostPort {
  const { host, port } = readHostPort(endpoint, setting)
  if (!isLoopbackHost(host)) {
    throw new Error(
      `${named(endpoint, setting)} is not loopback: without keys only 127.0.0.0/8, [::1] and localhost are served`,
    )
  }
  return { host, port }
}

/**
 * Reads `host:port` of any address.
 *
 * @throws Error that names the endpoint and what was expected.
 */
export function readHostPort(endpoint: string, setting?: string): HostPort {
  const at = endpoint.lastIndexOf(':')
  const port = endpoint.slice(at + 1)
  const host = at < 0 ? '' : unbracket(endpoint.slice(0, at))
  if (host === '' || !/^\d{1,5}$/.test(port) || Number(port) > portMax) {
    throw new Error(`${named(endpoint, setting)} cannot be read: expected host:port with a port from 0 to ${portMax}`)
  }
  return { host, port: Number(port) }
}

/** Also true for the name; where it leads is seen when it is bound. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host)
}

/** True for 127.0.0.0/8 and ::1, written as an address; names and mapped addresses are not. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  return family === 4 ? loopback.check(address, 'ipv4') : ipv6Loopback.check(address, 'ipv6')
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')

// A list of its own: a BlockList with IPv4 rules also matches IPv4-mapped IPv6 addresses.
const ipv6Loopback = new BlockList()
ipv6Loopback.addAddress('::1', 'ipv6')

const portMax = 65_535

function named(endpoint: string, setting: string | undefined): string {
  return setting === undefined ? `endpoint "${endpoint}"` : `endpoint "${endpoint}" (${setting})`
}

/** Only an IPv6 address stands in brackets, and only there may a host hold a colon. */
function unbracket(host: string): string {
  const inner = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : null
  if (inner !== null) return isIP(inner) === 6 ? inner : ''
  return host.includes(':') ? '' : host
}
