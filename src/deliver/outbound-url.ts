import { isIP } from 'node:net'
import { addressKind } from './address-kind.ts'

/** Where a sink may go. Without `allowPrivate` only to the internet, and only by https. */
export interface Reach {
  readonly allowPrivate: boolean
}

/** `expected` says what is wrong without quoting the URL: it may hold a secret. */
export type OutboundUrl = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly expected: string }

const charsMax = 2_048

/**
 * Reads a URL that events are to be sent to. An address in it is judged here, in whatever notation it is written: the
 * URL parser (https://url.spec.whatwg.org/#host-parsing) knows them all. A name is judged when it is resolved.
 */
export function outboundUrl(text: string, { allowPrivate }: Reach): OutboundUrl {
  if (text.length > charsMax) return refused(`at most ${charsMax} characters`)
  const parts = urlForm.exec(text)
  const url = parts === null ? null : URL.parse(text)
  if (parts === null || url === null) return refused('an https URL without spaces and backslashes')
  if (url.protocol === 'http:' && !allowPrivate) return refused('https: http needs allowPrivate')
  if (parts[1]?.includes('@')) return refused('a URL without a user name or password')
  if (url.port === '0') return refused('a port from 1 to 65535')
  return reaches(hostOf(url), allowPrivate) ? { ok: true, url } : refused(addressExpected(allowPrivate))
}

// Other parsers read white space, backslashes and control characters in a URL in other ways than ours.
const urlForm = /^https?:\/\/([^\s\\/?#\p{Cc}]+)(?:[/?#][^\s\\\p{Cc}]*)?$/iu

/** The host of a URL as sockets take it. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

export function mayReach(address: string, { allowPrivate }: Reach): boolean {
  const kind = addressKind(address)
  return kind === 'public' || (kind === 'private' && allowPrivate)
}

function reaches(host: string, allowPrivate: boolean): boolean {
  return isIP(host) === 0 || mayReach(host, { allowPrivate })
}

function addressExpected(allowPrivate: boolean): string {
  return allowPrivate ? 'a public or private address' : 'a public address: private ones need allowPrivate'
}

function refused(expected: string): OutboundUrl {
  return { ok: false, expected }
}
