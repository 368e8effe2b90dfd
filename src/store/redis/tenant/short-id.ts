/**
 * Ids as members of sets: 32 hex digits in 22 characters that sort alike, anything else escaped, so that small sets stay
 * compact and a space parts two ids.
 */
const alphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sorted = new Map([...base64url].map((char, index) => [char, alphabet[index] ?? '']))
const plain = new Map([...alphabet].map((char, index) => [char, base64url[index] ?? '']))
const hexId = /^[0-9a-f]{32}$/
const escapedMark = '~'

export function shortId(id: string): string {
  if (!hexId.test(id)) return `${escapedMark}${encodeURIComponent(id.toWellFormed())}`
  return translated(Buffer.from(id, 'hex').toString('base64url'), sorted)
}

export function longId(short: string): string {
  if (short.startsWith(escapedMark)) return decodeURIComponent(short.slice(1))
  return Buffer.from(translated(short, plain), 'base64url').toString('hex')
}

/** A run as sightings name it. */
export function sightingMember(runId: string, traceId: string): string {
  return `${shortId(runId)} ${shortId(traceId)}`
}

export function readSighting(member: string): { readonly runId: string; readonly traceId: string } {
  const [run = '', trace = ''] = member.split(' ')
  return { runId: longId(run), traceId: longId(trace) }
}

function translated(text: string, by: ReadonlyMap<string, string>): string {
  let out = ''
  for (const char of text) out += by.get(char) ?? ''
  return out
}
