import type { Sink } from './contract.ts'

/**
 * Answers `retry` while an earlier send is under way: a disk or a reader that hangs gets no second one beside it, and
 * nothing piles up behind it.
 */
export function oneAtATime(send: Sink['send']): Sink['send'] {
  let sending = false
  return async (events) => {
    if (sending) return 'retry'
    sending = true
    try {
      return await send(events)
    } finally {
      sending = false
    }
  }
}
