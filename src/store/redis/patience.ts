/**
 * How long a call to Redis is tried. A call that failed because Redis is not available now is made again, with jitter,
 * within one limit for all its tries: every script answers the same when it is repeated. Once Redis has been away for a
 * while, calls fail at once instead of each waiting for it, so that nothing piles up in memory.
 */
import { StoreUnavailable } from '../contract.ts'
import { unavailability } from './errors.ts'
import { sleep } from './within.ts'

export interface Patience {
  /** `call` is told how much time is left. */
  run<T>(call: (leftMs: number) => Promise<T>): Promise<T>
  /** Calls under way. */
  waiting(): number
}

const callsMax = 10_000
const awayMaxMs = 1000
const pauseMaxMs = 400

export function createPatience(triesMs: number): Patience {
  let calls = 0
  let awaySinceMs: number | null = null

  /** How long to wait before the next try; throws when there is none. */
  const pauseAfter = (error: unknown, tries: number, endMs: number): number => {
    const reason = unavailability(error)
    if (reason === null) throw error
    const nowMs = performance.now()
    awaySinceMs ??= nowMs
    const pauseMs = Math.min(20 * 2 ** tries, pauseMaxMs) * (0.5 + Math.random() / 2)
    if (nowMs - awaySinceMs > awayMaxMs || nowMs + pauseMs >= endMs) throw new StoreUnavailable(reason)
    return pauseMs
  }

  const tryUntil = async <T>(call: (leftMs: number) => Promise<T>, endMs: number): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await call(endMs - performance.now())
        awaySinceMs = null
        return answer
      } catch (error) {
        await sleep(pauseAfter(error, tries, endMs))
      }
    }
  }

  return {
    waiting: () => calls,
    run: async (call) => {
      if (calls >= callsMax) throw new StoreUnavailable('too many calls wait for Redis')
      calls += 1
      try {
        return await tryUntil(call, performance.now() + triesMs)
      } finally {
        calls -= 1
      }
    },
  }
}
