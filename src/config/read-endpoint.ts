import { isIPv6 } from 'node:net'
import type { Endpoint } from './option.ts'

const hostText = /^[A-Za-z0-9._-]+$/
const portText = /^\d{1,5}$/

/** Reads `host:port`, IPv6 in brackets; null when it is neither. An empty host is refused: it would mean every interface. */
export function readEndpoint(text: string): Endpoint | null {
  const colon = text.lastIndexOf(':')
  const port = text.slice(colon + 1)
  const host = readHost(text.slice(0, Math.max(colon, 0)))
  return host === null || !portText.test(port) ? null : { host, port: Number(port) }
}

function readHost(text: string): string | null {
  if (text.startsWith('[') && text.endsWith(']')) {
    const address = text.slice(1, -1)
    return isIPv6(address) ? address : null
  }
  return hostText.test(text) ? text : null
}
