import type { WireReader } from './wire-reader.ts'

export const traceIdBytes = 16
export const spanIdBytes = 8

/** An id as lower-case hex; empty when it was sent empty or as zeros, which OTLP takes for invalid or absent. */
export function readId(reader: WireReader, name: string, bytesExpected: number): string {
  const hex = reader.hex(bytesExpected)
  if (hex === '') return ''
  if (reader.wasCut) reader.fail(`${name} of more than ${bytesExpected} bytes, expected ${bytesExpected}`)
  else if (hex.length !== bytesExpected * 2) {
    reader.fail(`${name} of ${hex.length / 2} bytes, expected ${bytesExpected}`)
  }
  return isZero(hex) ? '' : hex
}

function isZero(hex: string): boolean {
  for (let at = 0; at < hex.length; at += 1) if (hex.charCodeAt(at) !== 0x30) return false
  return true
}
