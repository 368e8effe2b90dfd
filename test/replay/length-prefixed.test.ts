import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messagesOf } from '../../src/replay/length-prefixed.ts'

/** A request with one field 1 of these bytes: the shape of every export request. */
function request(content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([0x0a]), varint(content.length), content])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}

const requests = fc.uint8Array({ minLength: 1, maxLength: 400 }).map(request)

describe('protobuf files', () => {
  it('are one bare request, whole', () => {
    fc.assert(
      fc.property(requests, (bare) => {
        expect(messagesOf(bare)).toEqual([bare])
      }),
    )
  })

  it('are several requests, each behind its length', () => {
    fc.assert(
      fc.property(fc.array(requests, { minLength: 2, maxLength: 5 }), (parts) => {
        const file = Buffer.concat(parts.flatMap((part) => [varint(part.length), Buffer.from(part)]))
        fc.pre(messagesOf(file).length !== 1)
        expect(messagesOf(file).map((part) => Buffer.from(part))).toEqual(parts.map((part) => Buffer.from(part)))
      }),
    )
  })

  it('are handed on as they are when they are neither, for the decoder to refuse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(Buffer.concat(messagesOf(noise)).length).toBeLessThanOrEqual(noise.length)
      }),
    )
  })
})
