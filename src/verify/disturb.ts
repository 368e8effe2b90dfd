import { setTimeout as sleep } from 'node:timers/promises'
import type { CrashPoint } from './crash-plan.ts'

/** What a disturbance may know of the sending it disturbs. */
export interface Sending {
  readonly deliveries: number
  /** Resolves when so many requests were answered for good, or when sending was given up. */
  reached(deliveries: number): Promise<void>
  /** Sending was given up: the disturbance ends, too. */
  readonly stop: AbortSignal
}

/** Something that goes wrong while traffic is sent. What must come of the traffic is asked when it has ended. */
export type Disturb = (sending: Sending) => Promise<void>

/** Kills at every point of the plan, one after the other; ends when the last restart listens. */
export function plannedCrashes(plan: readonly CrashPoint[], crash: () => Promise<void>, killed: () => void): Disturb {
  return async ({ reached, stop }) => {
    for (const point of plan) {
      await reached(point.afterDeliveries)
      if (point.delayMs > 0) await sleep(point.delayMs)
      if (stop.aborted) return
      await crash()
      killed()
    }
  }
}
