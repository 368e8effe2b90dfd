import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { hostOf, type Reach } from './outbound-url.ts'
import { guardedAddresses, type HostAddress, type Resolve } from './ssrf-guard.ts'

export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface PostOptions extends Reach {
  /** From resolving the name to the last byte that is read. */
  readonly timeoutMs: number
  /** Gives up at once. */
  readonly signal: AbortSignal
  readonly resolve?: Resolve
}

/** `failed`: there was no answer; the reason names neither the URL nor an address. */
export type PostAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: string }

const answerBytesMax = 4_096
const headerBytesMax = 16_384
/** From giving up to no longer waiting for what was given up. */
const graceMs = 1_000

/**
 * One POST to one of the addresses that were judged: no redirect is followed, no connection kept, no proxy asked, and
 * of the answer only the start is read. Never rejects.
 */
export async function post(what: Post, options: PostOptions): Promise<PostAnswer> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
  // Resolving cannot be given up, only left alone.
  const guarded = await Promise.race([guardedAddresses(what.url, options, options.resolve), aborted(signal)])
  if (guarded !== 'aborted' && !guarded.ok) return failed(guarded.reason)
  const answer = guarded === 'aborted' ? guarded : await settling(send(what, guarded.addresses, signal), signal)
  if (answer !== 'aborted') return answer
  return failed(options.signal.aborted ? 'given up on stopping' : `no answer within ${options.timeoutMs} ms`)
}

/** What is given up tells so itself, with the status it may have; where it does not, nobody waits for it for ever. */
async function settling<T>(sending: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  const patience = new AbortController()
  const late = aborted(signal).then(() => wait(graceMs, 'aborted' as const, { signal: patience.signal }))
  try {
    return await Promise.race([sending, late])
  } finally {
    late.catch(() => {})
    patience.abort()
  }
}

/** Settles whatever ends the request: an answer, a change of protocol, an error or a connection that is just gone. */
function send(what: Post, addresses: readonly HostAddress[], signal: AbortSignal): Promise<PostAnswer | 'aborted'> {
  return new Promise((resolve) => {
    const request = what.url.protocol === 'https:' ? requestHttps : requestHttp
    let responded = false
    const sending = request(requestOptions(what, addresses, signal), (response) => {
      responded = true
      void startOf(response).then((body) => resolve(answered(response, body)))
    })
    sending.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(answered(response, ''))
    })
    sending.on('error', (error) => {
      if (!responded) resolve(signal.aborted ? 'aborted' : failed(reasonOf(error)))
    })
    sending.on('close', () => {
      if (!responded) resolve(signal.aborted ? 'aborted' : failed('the connection ended without an answer'))
    })
    sending.end(what.body)
  })
}

function requestOptions({ url, headers, body }: Post, addresses: readonly HostAddress[], signal: AbortSignal) {
  const options: RequestOptions & { readonly rejectUnauthorized: true } = {
    method: 'POST',
    protocol: url.protocol,
    hostname: hostOf(url),
    path: `${url.pathname}${url.search}`,
    headers: { 'user-agent': 'promontory', 'content-length': Buffer.byteLength(body), ...headers },
    agent: false,
    lookup: fixedLookup(addresses),
    maxHeaderSize: headerBytesMax,
    rejectUnauthorized: true,
    signal,
  }
  return url.port === '' ? options : { ...options, port: url.port }
}

/** Answers with what was judged, whatever is asked. */
function fixedLookup(addresses: readonly HostAddress[]): LookupFunction {
  return (_host, { all }, answer) => {
    const [first] = addresses
    if (all) answer(null, [...addresses])
    else if (first === undefined) answer(new Error('no address'), '')
    else answer(null, first.address, first.family)
  }
}

/** What has come when the answer ends, breaks off, is given up or is long enough: its status stands in any case. */
async function startOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= answerBytesMax) break
    }
  } catch {}
  response.destroy()
  return Buffer.concat(chunks).subarray(0, answerBytesMax).toString()
}

function answered({ statusCode = 0, headers }: IncomingMessage, body: string): PostAnswer {
  return { kind: 'answered', status: statusCode, retryAfter: headers['retry-after'] ?? null, body }
}

function failed(reason: string): PostAnswer {
  return { kind: 'failed', reason }
}

/** The message of an error may name the address, so only its code is told. */
function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? `the connection failed (${code})` : 'the connection failed'
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted')
    signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
}
