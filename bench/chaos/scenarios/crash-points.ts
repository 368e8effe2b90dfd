import { crashPoints } from '../crash-points.ts'
import type { Scenario } from '../scenario.ts'
import { scriptNames } from '../script-names.ts'

const ordinalsShort = [2]
const ordinalsFull = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]

export const crashAtPoints: Scenario = {
  name: 'crash-points',
  what: 'a replica dies at every point of the protocol: before each script and after it, at many ordinals',
  ...{ store: 'single', replicas: 3 },
  play: async ({ full, store: { proxies }, installation: { replicas }, underLoad }) => {
    const points = crashPoints(scriptNames(), full ? ordinalsFull : ordinalsShort)
    // Never all at once: who is left does the work at which there is dying.
    const restarts = new Set<Promise<void>>()
    for (const [index, proxy] of proxies.entries()) {
      proxy.watch((moment, command) => {
        const replica = replicas[index]
        if (replica === undefined || !points.isHere(moment, command, restarts.size < 2)) return 'pass'
        // The signal is on its way before the connection is cut.
        const restart = replica.crash().finally(() => restarts.delete(restart))
        restarts.add(restart)
        return 'cut'
      })
    }
    const seconds = full ? 600 : 40
    return underLoad({ seconds, runsPerSecond: 8 }, async ({ pause, note, wrong }) => {
      await pause(seconds * 1000)
      for (const proxy of proxies) proxy.watch(null)
      await Promise.all(restarts)
      note(`${points.met().length} deaths at ${placesOf(points.met()).length} places`)
      note(`never came by: ${placesOf(points.left()).join(', ') || 'none'}`)
      if (points.met().length === 0) wrong('nobody died')
    })
  },
}

/** The points without their ordinals, once each. */
function placesOf(points: readonly string[]): readonly string[] {
  return [...new Set(points.map((point) => point.replace(/ \d{1,6}$/, '')))]
}
