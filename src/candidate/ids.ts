import { hash } from 'node:crypto'
import type { EventType } from './event.ts'

const idChars = 26
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** The same lesson and sequence give the same candidate on any store. */
export function candidateId(tenant: string, lesson: string, sequence: number): string {
  return idOf([tenant, lesson, String(sequence)])
}

/** `sequence` counts the events of the one candidate, from 1. */
export function eventId(candidate: string, type: EventType, sequence: number): string {
  return idOf([candidate, type, String(sequence)])
}

/** Parts are length-prefixed, so that no two lists of parts read the same. */
function idOf(parts: readonly string[]): string {
  const pieces = parts.map((part) => {
    const bytes = Buffer.from(part)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  })
  return base32(hash('sha256', Buffer.concat(pieces), 'buffer')).slice(0, idChars)
}

/** RFC 4648 base32 in lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >> bits) & 31]
    }
  }
  return text
}
