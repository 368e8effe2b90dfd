import { deathsAt, deathsIn, isDead, spareAll } from './deaths.ts'
import type { Outcome } from './outcome.ts'
import type { Stage } from './scenario.ts'

const ordinalsFull = [1, 2, 3, 5, 8, 13]
/** Fewer deaths than there is time for. */
const ordinalsShort = [2]
/** A sink is leased: after each death there nobody tells it anything for as long. */
const ordinalsOfSinks = [1, 2]
const ofSinks = /^(events|confirm):/
const lookMs = 50

/** Settings of replicas that die at each of the points, at many ordinals. */
export function deathsAtAll(points: readonly string[], full: boolean): Readonly<Record<string, string>> {
  const ordinalsOf = (point: string) => (ofSinks.test(point) ? ordinalsOfSinks : ordinalsFull)
  const deaths = points.flatMap((point) => (full ? ordinalsOf(point) : ordinalsShort).map((time) => `${point} ${time}`))
  return deathsAt(deaths)
}

/** Whoever has died is started again, for so long; then nobody dies any more. `every`: each point has to be met. */
export function playDeaths(
  { installation: { replicas, folder }, underLoad }: Pick<Stage, 'installation' | 'underLoad'>,
  { points, seconds, every }: { readonly points: readonly string[]; readonly seconds: number; readonly every: boolean },
): Promise<Outcome> {
  return underLoad({ seconds, runsPerSecond: 8 }, async ({ pause, stop, note, wrong }) => {
    const startTheDead = () => Promise.all(replicas.filter(isDead).map((replica) => replica.crash()))
    for (const until = Date.now() + seconds * 1000; Date.now() < until && !stop.aborted; await pause(lookMs))
      // One that dies again before it serves is started again with the next look.
      await startTheDead().catch(() => {})
    spareAll(folder)
    await pause(lookMs)
    await startTheDead()
    const came = deathsIn(folder)
    const left = points.filter((point) => !came.some((death) => death.startsWith(`${point} `)))
    note(`${came.length} deaths at ${points.length - left.length} of ${points.length} points`)
    if (left.length > 0) note(`nobody came by ${left.join(', ')}`)
    if (came.length === 0 || (every && left.length > 0)) wrong('expected a death at every point')
  })
}
