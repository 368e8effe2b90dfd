import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { hostOf, mayReach, type Reach } from './outbound-url.ts'

export interface HostAddress {
  readonly address: string
  readonly family: 4 | 6
}

/** Every address of a name. May reject. */
export type Resolve = (host: string) => Promise<readonly string[]>

export type GuardAnswer =
  | { readonly ok: true; readonly addresses: readonly HostAddress[] }
  | { readonly ok: false; readonly reason: string }

/** More than these are all judged, but not all tried. */
const addressesMax = 8

/**
 * The addresses that a URL leads to, when a sink may reach every one of them. The name is resolved once: whoever
 * connects must use these addresses and must not resolve again, for the answer may be another one then.
 */
export async function guardedAddresses(url: URL, reach: Reach, resolve: Resolve = systemResolve): Promise<GuardAnswer> {
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await resolved(host, resolve) : [host]
  if (addresses.length === 0) return { ok: false, reason: 'the host cannot be resolved' }
  if (!addresses.every((address) => mayReach(address, reach))) {
    return { ok: false, reason: 'the host leads to an address that this sink may not reach' }
  }
  return { ok: true, addresses: addresses.slice(0, addressesMax).map(hostAddress) }
}

/** As the rest of the machine resolves it: hosts file, search domains and all. */
async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address)
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch {
    return []
  }
}

function hostAddress(address: string): HostAddress {
  return { address, family: isIP(address) === 6 ? 6 : 4 }
}
