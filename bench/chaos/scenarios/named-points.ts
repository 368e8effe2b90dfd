import { crashPoints } from '../../../src/store/redis/traces/engine.ts'
import { deathsAt, deathsIn, isDead } from '../deaths.ts'
import type { Scenario } from '../scenario.ts'

const ordinals = [1, 2, 3, 5, 8, 13]
/** A trace is forgotten after a week: that point is met in test/store/redis/crash-points.test.ts alone. */
const points = crashPoints.filter((point) => point !== 'expire:forgotten')
const settings = deathsAt(points.flatMap((point) => ordinals.map((ordinal) => `${point} ${ordinal}`)))
const lookMs = 50

export const namedPoints: Scenario = {
  name: 'named-points',
  what: 'replicas end themselves with SIGKILL at every named point of the protocol, each at many ordinals',
  ...{ store: 'single', replicas: 3, settings },
  play: async ({ full, installation: { replicas, folder }, underLoad }) => {
    const seconds = full ? 180 : 25
    return underLoad({ seconds, runsPerSecond: 8 }, async ({ pause, stop, note, wrong }) => {
      for (const until = Date.now() + seconds * 1000; Date.now() < until && !stop.aborted; await pause(lookMs)) {
        await Promise.all(replicas.filter(isDead).map((replica) => replica.crash()))
      }
      const came = deathsIn(folder)
      const left = points.filter((point) => !came.some((death) => death.startsWith(`${point} `)))
      note(`${came.length} deaths at ${points.length - left.length} of ${points.length} points`)
      if (left.length > 0) note(`nobody came by ${left.join(', ')}`)
      if (came.length === 0 || (full && left.length > 0)) wrong('expected a death at every point')
    })
  },
}
