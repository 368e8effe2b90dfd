import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreHealth } from '../store/contract.ts'

/**
 * Whether requests should be sent here. A store that fails for a moment is no reason to move them all elsewhere, and one
 * that answers once is no reason to send them all back.
 */
export interface Readiness {
  check(): Promise<StoreHealth>
}

export type ReadinessState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ready'; readonly failingSinceMs: number | null }
  | { readonly kind: 'unready'; readonly reason: string; readonly healthySinceMs: number | null }

export const graceMs = 5_000
const healthMs = 2_000

export function createReadiness(health: () => Promise<StoreHealth>, monotonicMs: () => number): Readiness {
  let state: ReadinessState = { kind: 'unknown' }
  let asking: Promise<StoreHealth> | null = null
  // Anybody may ask, so a crowd of them costs the store one question.
  const ask = () => {
    asking ??= bounded(health).finally(() => {
      asking = null
    })
    return asking
  }
  return {
    check: async () => {
      state = nextReadiness(state, await ask(), monotonicMs())
      return state.kind === 'unready' ? { ok: false, reason: state.reason } : { ok: true }
    },
  }
}

/** At the start there is no grace: what was never ready is not. */
export function nextReadiness(state: ReadinessState, health: StoreHealth, nowMs: number): ReadinessState {
  if (state.kind === 'ready') return health.ok ? ready : failing(state.failingSinceMs ?? nowMs, health.reason, nowMs)
  if (!health.ok) return { kind: 'unready', reason: health.reason, healthySinceMs: null }
  if (state.kind === 'unknown') return ready
  const healthySinceMs = state.healthySinceMs ?? nowMs
  return nowMs - healthySinceMs >= graceMs ? ready : { ...state, healthySinceMs }
}

const ready: ReadinessState = { kind: 'ready', failingSinceMs: null }

function failing(failingSinceMs: number, reason: string, nowMs: number): ReadinessState {
  if (nowMs - failingSinceMs < graceMs) return { kind: 'ready', failingSinceMs }
  return { kind: 'unready', reason, healthySinceMs: null }
}

/** A store that does not answer, or rejects, is not healthy; why it rejected is for the log and not for the world. */
async function bounded(health: () => Promise<StoreHealth>): Promise<StoreHealth> {
  const late = sleep(healthMs, { ok: false, reason: 'it does not answer' } as const, { ref: false })
  const asked = health().catch(() => ({ ok: false, reason: 'it cannot be asked' }) as const)
  return Promise.race([asked, late])
}
