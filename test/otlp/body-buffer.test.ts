import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockBytes, createBodyBuffer } from '../../src/otlp/body-buffer.ts'
import { createByteBudget } from '../../src/otlp/byte-budget.ts'

describe('a body buffer', () => {
  it('joins to the chunks it was given, however they were cut', () => {
    const sizes = fc.array(fc.nat(3 * blockBytes), { maxLength: 12 })
    fc.assert(
      fc.property(sizes, (lengths) => {
        const body = createBodyBuffer(createByteBudget(Number.MAX_SAFE_INTEGER).share())
        const chunks = lengths.map((length, index) => Buffer.alloc(length, index + 1))
        expect(chunks.every((chunk) => body.append(chunk))).toBe(true)
        expect(Buffer.compare(body.join(), Buffer.concat(chunks))).toBe(0)
        expect(body.length).toBe(Buffer.concat(chunks).length)
      }),
      { numRuns: 50 },
    )
  })

  it('takes whole blocks from the budget and stops when it is spent', () => {
    const budget = createByteBudget(2 * blockBytes)
    const [share, other] = [budget.share(), budget.share()]
    const body = createBodyBuffer(share)
    expect(body.append(Buffer.alloc(1))).toBe(true)
    expect(other.take(blockBytes + 1)).toBe(false)
    expect(body.append(Buffer.alloc(2 * blockBytes - 1))).toBe(true)
    expect(body.append(Buffer.alloc(1))).toBe(false)
    share.release()
    share.release()
    expect(other.take(2 * blockBytes)).toBe(true)
    expect(other.take(1)).toBe(false)
  })
})
