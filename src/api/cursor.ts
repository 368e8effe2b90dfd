import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Cursors as clients see them: the store's own, sealed with a keyed hash over the list, its tenant and filters. A
 * forged cursor, or one of another list, never reaches the store; one of another replica over the same store does.
 */
export interface CursorSeal {
  close(scope: string, cursor: string): string
  /** The store's cursor, or null where the seal is not ours or not for this scope. */
  open(scope: string, sealed: string): string | null
}

export function cursorSeal(key: string): CursorSeal {
  return {
    close: (scope, cursor) => Buffer.concat([macOf(key, scope, cursor), Buffer.from(cursor)]).toString('base64url'),
    open: (scope, sealed) => {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < macBytes) return null
      const cursor = bytes.subarray(macBytes).toString()
      return timingSafeEqual(bytes.subarray(0, macBytes), macOf(key, scope, cursor)) ? cursor : null
    },
  }
}

const macBytes = 16

/** The array keeps scope and cursor apart; the label keeps this use of the key apart from fingerprints. */
function macOf(key: string, scope: string, cursor: string): Buffer {
  const text = JSON.stringify(['promontory api cursor', scope, cursor])
  return createHmac('sha256', key).update(text).digest().subarray(0, macBytes)
}
