import type { Static, TSchema } from 'typebox'
import Value from 'typebox/value'
import { CliFailure, type ExitCode, exit } from './exit.ts'
import { printable } from './printable.ts'

/**
 * The HTTP API as the commands ask it.
 *
 * @throws CliFailure with the exit code that fits: not there or broken 3, refused as wrong 2, the answer is no 1.
 */
export interface Api {
  /** Where it is, for messages. */
  readonly base: string
  get<T extends TSchema>(shape: T, path: string, query?: Query): Promise<Static<T>>
  /** Null where the API says that there is no such thing. */
  find<T extends TSchema>(shape: T, path: string): Promise<Static<T> | null>
  post<T extends TSchema>(shape: T, path: string, body: object): Promise<Static<T>>
}

export type Query = Readonly<Record<string, string | number | undefined>>

export function openApi(base: URL, key: string | null): Api {
  const shownBase = base.href.replace(/\/$/, '')
  const request = async (path: string, init: RequestInit & { readonly query?: Query } = {}): Promise<Answered> => {
    const { query = {}, ...rest } = init
    const url = new URL(path.replace(/^\//, ''), base)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return ask(url, shownBase, withKey(rest, key))
  }
  return {
    base: shownBase,
    get: async (shape, path, query = {}) => shaped(shape, fine(await request(path, { query })), path),
    find: async (shape, path) => {
      const answered = await request(path)
      return answered.status === 404 && problemOf(answered) !== null ? null : shaped(shape, fine(answered), path)
    },
    post: async (shape, path, body) => {
      const headers = { 'content-type': 'application/json' }
      return shaped(shape, fine(await request(path, { method: 'POST', headers, body: JSON.stringify(body) })), path)
    },
  }
}

interface Answered {
  readonly status: number
  readonly body: unknown
}

const answerBytesMax = 64 * 1024 * 1024
const patienceMs = 30_000

function withKey(init: RequestInit, key: string | null): RequestInit {
  return key === null ? init : { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } }
}

/** A redirect is not followed: the key would go with it. */
async function ask(url: URL, base: string, init: RequestInit): Promise<Answered> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
    return { status: response.status, body: json(await readText(response)) }
  } catch (error) {
    if (error instanceof CliFailure) throw error
    const hint = 'is the service running there? --api or PROMONTORY_API names another place'
    throw new CliFailure(`no answer from ${base}: ${networkWords(error)}; ${hint}`, exit.failed)
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > answerBytesMax) throw new CliFailure('the answer is larger than 64 MiB: ask for less', exit.failed)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function fine(answered: Answered): unknown {
  const { status, body } = answered
  if (status >= 200 && status < 300) return body
  const detail = problemOf(answered)
  if (detail === null)
    throw new CliFailure(`the API answered ${status} without saying why: ${notPromontory}`, exit.failed)
  throw new CliFailure(
    printable(`${detail.slice(0, detailMax)}${hints.get(status) ?? ''}`),
    codes.get(status) ?? exit.failed,
  )
}

const detailMax = 500
const notPromontory = 'expected a Promontory API there'
const hints: ReadonlyMap<number, string> = new Map([
  [401, ' (--key or PROMONTORY_KEY)'],
  [503, '; try again in a moment'],
])
const codes: ReadonlyMap<number, ExitCode> = new Map([
  [400, exit.wrongUse],
  [404, exit.no],
  [409, exit.no],
])

function problemOf({ body }: Answered): string | null {
  if (typeof body !== 'object' || body === null || !('detail' in body)) return null
  return typeof body.detail === 'string' ? body.detail : null
}

function shaped<T extends TSchema>(shape: T, body: unknown, path: string): Static<T> {
  if (Value.Check(shape, body)) return body
  throw new CliFailure(
    `the answer to ${path} is not of the expected shape: is it a Promontory of this version?`,
    exit.failed,
  )
}

/** undici wraps what went wrong on the network into a TypeError. */
function networkWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'the connection failed'
  if (cause.name === 'TimeoutError') return `nothing came within ${patienceMs / 1000} s`
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  return networkFaults.get(code) ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`)
}

const networkFaults: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens on that port'],
  ['ENOTFOUND', 'the host is not known'],
  ['EAI_AGAIN', 'the host cannot be looked up now'],
  ['ECONNRESET', 'the connection was cut'],
  ['UND_ERR_SOCKET', 'the connection was cut'],
  ['HPE_INVALID_CONSTANT', 'what listens there does not speak HTTP/1.1'],
])
