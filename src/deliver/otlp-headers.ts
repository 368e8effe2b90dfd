/**
 * Headers for an OTLP endpoint, written as exporters take them
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables):
 * `name=value` separated by commas, values percent-encoded where they hold a comma, a percent sign or a space.
 */
export type OtlpHeaders =
  | { readonly ok: true; readonly headers: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly expected: string }

export const otlpHeadersCharsMax = 8_192
const headersMax = 16

/** Says what was expected and never what stood there: it is a secret. */
export function otlpHeaders(text: string): OtlpHeaders {
  if (text.length > otlpHeadersCharsMax) return refused(`at most ${otlpHeadersCharsMax} characters`)
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  if (pairs.length > headersMax) return refused(`at most ${headersMax} headers`)
  const headers = new Map<string, string>()
  for (const pair of pairs) {
    const read = headerOf(pair)
    if ('expected' in read) return refused(read.expected)
    if (headers.has(read.name)) return refused('each name once')
    headers.set(read.name, read.value)
  }
  return { ok: true, headers: Object.fromEntries(headers) }
}

type Header = { readonly name: string; readonly value: string } | { readonly expected: string }

function headerOf(pair: string): Header {
  const at = pair.indexOf('=')
  const name = pair.slice(0, Math.max(at, 0)).trim().toLowerCase()
  if (!nameForm.test(name)) return { expected: 'name=value, separated by commas; a comma in a value is %2C' }
  if (ours.has(name)) return { expected: 'no header that the request itself sets, such as host or content-type' }
  const value = decoded(pair.slice(at + 1).trim())
  const fits = value !== null && valueForm.test(value)
  return fits ? { name, value } : { expected: 'values of visible ASCII characters and spaces, % written as %25' }
}

/** RFC 9110, 5.6.2: a token. */
const nameForm = /^[!#$&'*+.^_`|~0-9a-z-]{1,64}$/
const valueForm = /^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/

/** What says how the body is framed, and where it goes. */
const ours: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

function refused(expected: string): OtlpHeaders {
  return { ok: false, expected }
}
