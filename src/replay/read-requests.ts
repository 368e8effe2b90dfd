import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { OtlpEncoding } from '../otlp/contract.ts'
import type { InputFile } from './input-files.ts'
import { messagesOf } from './length-prefixed.ts'

export interface ReplayRequest {
  readonly signal: 'traces' | 'logs'
  readonly encoding: OtlpEncoding
  readonly body: Uint8Array
  /** Where it stands, for messages: path, and the line or message number where there are several. */
  readonly where: string
}

/** A file that could not be read to its end. */
export interface Unreadable {
  readonly where: string
  readonly fault: string
}

/**
 * The export requests in a file, one after the other; what can be read before a fault is read. A `.json` file is one
 * request or, as the Collector's file exporter writes it, a request a line.
 */
export async function* readRequests(file: InputFile): AsyncGenerator<ReplayRequest | Unreadable> {
  try {
    if (file.format === 'jsonl') yield* lineRequests(file, contentStream(file))
    else yield* wholeRequests(file, await collect(contentStream(file)))
  } catch (error) {
    yield { where: file.path, fault: faultOf(error, file) }
  }
}

async function* wholeRequests(file: InputFile, body: Buffer): AsyncGenerator<ReplayRequest | Unreadable> {
  const { signal, path } = file
  if (file.format === 'json') {
    if (isLines(body)) yield* lineRequests(file, Readable.from([body]))
    else yield { signal: signalOf(body, signal), encoding: 'json', body: withoutMark(body), where: path }
    return
  }
  const parts = messagesOf(body)
  for (const [index, part] of parts.entries()) {
    const where = parts.length === 1 ? path : `${path} message ${index + 1}`
    yield { signal, encoding: 'protobuf', body: part, where }
  }
}

async function* lineRequests(file: InputFile, content: Readable): AsyncGenerator<ReplayRequest> {
  let line = 0
  for await (const text of createInterface({ input: content, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    const body = withoutMark(Buffer.from(text))
    if (text.trim() === '') continue
    yield { signal: signalOf(body, file.signal), encoding: 'json', body, where: `${file.path} line ${line}` }
  }
}

/** JSON says itself which signal it holds; the file's name is only a hint. */
function signalOf(body: Buffer, named: InputFile['signal']): InputFile['signal'] {
  if (body.includes('"resourceLogs"')) return 'logs'
  return body.includes('"resourceSpans"') ? 'traces' : named
}

/** More than one line of which each one starts a JSON object: a pretty-printed request has `}` and deeper lines. */
function isLines(body: Buffer): boolean {
  const end = body.indexOf('\n')
  if (end < 0 || end === body.length - 1) return false
  const next = body
    .subarray(end + 1, end + 64)
    .toString('latin1')
    .trimStart()
  return withoutMark(body).subarray(0, 16).toString('latin1').trimStart().startsWith('{"') && next.startsWith('{"')
}

/** Some editors put a byte order mark in front; OTLP on the wire has none, so that only files are forgiven. */
function withoutMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body
}

function contentStream(file: InputFile): Readable {
  const raw = createReadStream(file.path)
  if (!file.gzipped) return raw
  const plain = createGunzip()
  raw.on('error', (error) => plain.destroy(error))
  return raw.pipe(plain)
}

async function collect(content: Readable): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts)
}

function faultOf(error: unknown, file: InputFile): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (file.gzipped && code.startsWith('Z_')) return `is no whole gzip file (${code}); what came before was read`
  return `could not be read (${code})`
}
