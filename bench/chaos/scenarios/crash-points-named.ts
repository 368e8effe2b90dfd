import { storePoints } from '../../../src/store/at-points.ts'
import { crashPoints } from '../../../src/store/redis/traces/engine.ts'
import { deathsAtAll, playDeaths } from '../play-deaths.ts'
import type { Scenario } from '../scenario.ts'

/** A trace is forgotten after a week: that point is met in test/store/redis/crash-points.test.ts alone. */
const points = [...storePoints, ...crashPoints.filter((point) => point !== 'expire:forgotten')]

export const namedPoints: Scenario = {
  name: 'crash-points-named',
  what: 'replicas end themselves with SIGKILL at every named point of the protocol, each at many ordinals',
  ...{ store: 'single', replicas: 3, mortal: true },
  settings: (full) => deathsAtAll(points, full),
  play: (stage) => playDeaths(stage, { points, seconds: stage.full ? 330 : 90 }),
}
