import type { BudgetShare } from './byte-budget.ts'

/**
 * A body as it grows, in blocks: a million one-byte chunks must not become a million buffers. Each block is taken from
 * the budget before it is made.
 */
export interface BodyBuffer {
  readonly length: number
  /** False when the budget has no room; the body cannot be completed then. */
  append(chunk: Uint8Array): boolean
  join(): Uint8Array
}

export const blockBytes = 16 * 1024

export function createBodyBuffer(share: BudgetShare): BodyBuffer {
  const blocks: Buffer[] = []
  let length = 0

  function append(chunk: Uint8Array): boolean {
    let from = 0
    while (from < chunk.length) {
      const block = blockAt(length)
      if (block === null) return false
      const at = length % blockBytes
      const taken = Math.min(blockBytes - at, chunk.length - from)
      block.set(chunk.subarray(from, from + taken), at)
      from += taken
      length += taken
    }
    return true
  }

  function blockAt(offset: number): Buffer | null {
    const index = Math.floor(offset / blockBytes)
    const block = blocks[index]
    if (block !== undefined) return block
    if (!share.take(blockBytes)) return null
    const made = Buffer.allocUnsafeSlow(blockBytes)
    blocks.push(made)
    return made
  }

  return {
    get length() {
      return length
    },
    append,
    join: () => (blocks.length === 1 && blocks[0] ? blocks[0].subarray(0, length) : Buffer.concat(blocks, length)),
  }
}
