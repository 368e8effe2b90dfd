import { storePoints } from '../../../src/store/at-points.ts'
import { deathsAtAll, playDeaths } from '../play-deaths.ts'
import type { Scenario } from '../scenario.ts'

export const embeddedPoints: Scenario = {
  name: 'crash-points-embedded',
  what: 'a service with an embedded store ends itself with SIGKILL before and after every call of its store, at many ordinals',
  ...{ store: 'embedded', replicas: 1, mortal: true },
  settings: (full) => deathsAtAll(storePoints, full),
  play: (stage) => playDeaths(stage, { points: storePoints, seconds: stage.full ? 240 : 60 }),
}
