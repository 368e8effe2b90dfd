import { BlockList, isIP } from 'node:net'
import { ipv6Groups } from './ipv6-groups.ts'

/**
 * Where an address leads. `private`: a network of the operator's, which a sink may be allowed to reach. `forbidden`:
 * nothing that events should ever be sent to (link-local, where clouds keep credentials; multicast; reserved), and
 * whatever cannot be read. Registries: https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry.
 */
export type AddressKind = 'public' | 'private' | 'forbidden'

export function addressKind(address: string): AddressKind {
  const family = isIP(address)
  if (family === 4) return ipv4Kind(address)
  // A zone names an interface of this machine.
  if (family === 6 && !address.includes('%')) return ipv6Kind(address)
  return 'forbidden'
}

function ipv4Kind(address: string): AddressKind {
  if (forbiddenIpv4.check(address, 'ipv4')) return 'forbidden'
  return privateIpv4.check(address, 'ipv4') ? 'private' : 'public'
}

function ipv6Kind(address: string): AddressKind {
  const carried = carriedIpv4(ipv6Groups(address))
  if (carried !== null) return ipv4Kind(carried)
  if (forbiddenIpv6.check(address, 'ipv6')) return 'forbidden'
  if (privateIpv6.check(address, 'ipv6')) return 'private'
  // Only this block is given out to hosts of the internet.
  return globalIpv6.check(address, 'ipv6') ? 'public' : 'forbidden'
}

/** The IPv4 address that an IPv4-mapped address (RFC 4291) or one of the well-known NAT64 prefix (RFC 6052) leads to. */
function carriedIpv4(groups: readonly number[]): string | null {
  const prefix = groups.slice(0, 6).join(':')
  if (prefix !== mappedPrefix && prefix !== nat64Prefix) return null
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.')
}

const mappedPrefix = [0, 0, 0, 0, 0, 0xffff].join(':')
const nat64Prefix = [0x64, 0xff9b, 0, 0, 0, 0].join(':')

const privateIpv4 = listed('ipv4', ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'])

const forbiddenIpv4 = listed('ipv4', [
  '0.0.0.0/8', // this host
  '100.100.100.200/32', // a cloud's metadata service
  '169.254.0.0/16', // link-local, and the metadata services of most clouds
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
])

const privateIpv6 = listed('ipv6', ['::1/128', 'fc00::/7'])

const forbiddenIpv6 = listed('ipv6', [
  '2001::/23', // protocol assignments, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which may lead to any IPv4 address
  '3fff::/20', // documentation
  'fd00:ec2::254/128', // a cloud's metadata service
])

const globalIpv6 = listed('ipv6', ['2000::/3'])

// Each list is of one family: one with IPv4 rules would match IPv4-mapped addresses as well.
function listed(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
