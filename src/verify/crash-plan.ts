import { seeded } from './chance.ts'

/** When the service is killed: so long after so many deliveries were acknowledged, or in the moment they are. */
export interface CrashPoint {
  readonly afterDeliveries: number
  readonly delayMs: number
}

export interface CrashPlanRequest {
  readonly seed: number
  readonly kills: number
  /** Deliveries before the pause in which the service judges, and in all. */
  readonly mainDeliveries: number
  readonly deliveries: number
}

/** Long enough to meet the service starting, receiving, committing, deciding and idle. */
const delayMsMax = 500
/** What was promised too early is lost only by a kill in the very moment of the promise. */
const inTheMoment = 0.5
const whileSending = 0.6
const inThePause = 0.2

/** Most kills while spans come in, the others while only judging goes on: in the pause and at the end. */
export function crashPlan({ seed, kills, mainDeliveries, deliveries }: CrashPlanRequest): readonly CrashPoint[] {
  const chance = seeded(`crashes/${seed}`)
  const points = Array.from({ length: kills }, () => {
    const when = chance.next()
    const sending = when < whileSending
    const judging = when < whileSending + inThePause ? mainDeliveries : deliveries
    const afterDeliveries = sending ? chance.whole(0, Math.max(0, deliveries - 1)) : judging
    return { afterDeliveries, delayMs: chance.often(inTheMoment) ? 0 : chance.whole(1, delayMsMax) }
  })
  return points.sort((a, b) => a.afterDeliveries - b.afterDeliveries)
}
