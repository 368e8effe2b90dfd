import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreHealth } from '../store/contract.ts'

/**
 * Whether requests should be sent here. A store that fails for a moment is no reason to move them all elsewhere, and one
 * that answers once is no reason to send them all back.
 */
export interface Readiness {
  check(): Promise<StoreHealth>
  /** What the store says now: for a person, who wants no grace. */
  ask(): Promise<StoreHealth>
  stop(): void
}

export interface ReadinessDeps {
  readonly health: () => Promise<StoreHealth>
  readonly monotonicMs: () => number
  /** Told what each look at the store found. */
  readonly seen?: (health: StoreHealth) => void
}

export type ReadinessState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ready'; readonly goodMs: number }
  | { readonly kind: 'unready'; readonly reason: string; readonly badMs: number }

export const graceMs = 5_000
const healthMs = 2_000
/** Less than half of the grace, so that one look that fails between two good ones never uses it up. */
const everyMs = 2_000

/** Looks by itself until stopped: whoever asks for the first time after an hour is told of now, not of an hour ago. */
export function createReadiness({ health, monotonicMs, seen = () => {} }: ReadinessDeps): Readiness {
  let state: ReadinessState = { kind: 'unknown' }
  let asking: Promise<StoreHealth> | null = null
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  const look = async () => {
    const found = await bounded(health)
    state = nextReadiness(state, found, monotonicMs())
    // What is found while everything is being closed is no news.
    if (!stopped) seen(found)
    return found
  }
  // Anybody may ask, so a crowd of them costs the store one question.
  const ask = () => {
    asking ??= look().finally(() => {
      asking = null
    })
    return asking
  }
  const later = () => {
    if (!stopped) timer = setTimeout(again, everyMs).unref()
  }
  const again = () => void ask().then(later, later)
  again()
  return {
    check: async () => {
      const now = await ask()
      if (state.kind !== 'unready') return { ok: true }
      return { ok: false, reason: now.ok ? `well for less than five seconds; before: ${state.reason}` : state.reason }
    },
    ask,
    stop: () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/**
 * The grace runs from the last look that found otherwise. There is none at the start, as what was never ready is not, and
 * none for what does not pass by itself.
 */
export function nextReadiness(state: ReadinessState, health: StoreHealth, nowMs: number): ReadinessState {
  if (!health.ok) {
    const isGraced = state.kind === 'ready' && health.lasting !== true && nowMs - state.goodMs < graceMs
    return isGraced ? state : { kind: 'unready', reason: health.reason, badMs: nowMs }
  }
  const isTooEarly = state.kind === 'unready' && nowMs - state.badMs < graceMs
  return isTooEarly ? state : { kind: 'ready', goodMs: nowMs }
}

/** A store that does not answer, or rejects, is not healthy; why it rejected is for the log and not for the world. */
async function bounded(health: () => Promise<StoreHealth>): Promise<StoreHealth> {
  const late = sleep(healthMs, { ok: false, reason: 'it does not answer' } as const, { ref: false })
  const asked = health().catch(() => ({ ok: false, reason: 'it cannot be asked' }) as const)
  return Promise.race([asked, late])
}
