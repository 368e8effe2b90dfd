/**
 * How values are stored: a format byte, then JSON text or its deflated form. Unknown formats are refused, never guessed
 * at. Formats: `1` JSON text, `2` JSON text, deflated.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { storedJson } from '../../stored-json.ts'

const plain = '1'
const deflated = '2'
/** Below it, deflating costs more than it saves. */
const deflateFrom = 1024
/** More than any value that is written; a forged one cannot fill the memory. */
const inflatedMax = 64 * 1024 * 1024

export function packText(text: string): Buffer {
  const bytes = Buffer.from(text)
  if (bytes.length < deflateFrom) return Buffer.concat([Buffer.from(plain), bytes])
  return Buffer.concat([Buffer.from(deflated), deflateRawSync(bytes, { level: 1 })])
}

export function unpackText(body: Buffer): string {
  const format = String.fromCharCode(body[0] ?? 0)
  if (format === plain) return body.toString('utf8', 1)
  if (format === deflated) return inflateRawSync(body.subarray(1), { maxOutputLength: inflatedMax }).toString()
  throw new Error(`a stored value: expected format ${plain} or ${deflated}, saw ${JSON.stringify(format)}`)
}

export function pack(value: unknown): Buffer {
  return packText(JSON.stringify(value))
}

export function unpack<T>(body: Buffer): T {
  return storedJson(unpackText(body))
}
