import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { createGunzip, gunzipSync } from 'node:zlib'
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

/** The export requests in a file, one after the other; JSON lines are read as a stream. */
export async function* readRequests(file: InputFile): AsyncGenerator<ReplayRequest> {
  const { signal, path } = file
  if (file.format === 'jsonl') {
    let line = 0
    for await (const text of lines(file)) {
      line += 1
      if (text.trim() === '') continue
      yield { signal, encoding: 'json', body: Buffer.from(text), where: `${path} line ${line}` }
    }
    return
  }
  const raw = await readFile(path)
  const body = file.gzipped ? gunzipSync(raw) : raw
  if (file.format === 'json') {
    yield { signal, encoding: 'json', body, where: path }
    return
  }
  let message = 0
  for (const part of messagesOf(body)) {
    message += 1
    yield { signal, encoding: 'protobuf', body: part, where: `${path} message ${message}` }
  }
}

function lines(file: InputFile): AsyncIterable<string> {
  const raw = createReadStream(file.path)
  const input = file.gzipped ? raw.pipe(createGunzip()) : raw
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}
