import { armedDeaths, type DeathPlan, deathsByPlan, deathsIn, isDead, spareAll } from './deaths.ts'
import type { Outcome } from './outcome.ts'
import type { Stage } from './scenario.ts'

const ordinalsFull = [1, 2, 3, 5, 8, 13]
/** Each of them takes as long as a sink is leased. */
const ordinalsOfSinks = [1, 2, 3]
const ordinalsShort = [1]
const ofSinks = /^(events|confirm):/
/** What the short form is about: where something is done and nobody knows it yet, and every point of the sinks. */
const inShort: ReadonlySet<string> = new Set([
  ...['append:between', 'append:answered', 'claim:answered', 'commit:recorded', 'commit:answered', 'decide:answered'],
  ...['events:answered', 'confirm:asked', 'confirm:answered'],
])
const lookMs = 50

/** The points that a scenario of this length is about. */
export function pointsAtLength(points: readonly string[], full: boolean): readonly string[] {
  return full ? points : points.filter((point) => inShort.has(point))
}

/**
 * Each of the points at many ordinals. First those of the sinks alone: who tells sinks must live for some seconds before
 * it comes there, and elsewhere somebody dies each second.
 */
export function deathPlan(points: readonly string[], full: boolean): DeathPlan {
  const deaths = (of: readonly string[], ordinals: readonly number[]) =>
    of.flatMap((point) => (full ? ordinals : ordinalsShort).map((ordinal) => `${point} ${ordinal}`))
  const about = pointsAtLength(points, full)
  const sinks = about.filter((point) => ofSinks.test(point))
  const others = about.filter((point) => !ofSinks.test(point))
  return [deaths(sinks, ordinalsOfSinks), deaths(others, ordinalsFull)]
}

/** Settings of replicas that die at each of the points. */
export function deathsAtAll(points: readonly string[], full: boolean): Readonly<Record<string, string>> {
  return deathsByPlan(deathPlan(points, full))
}

/** How many ordinals of each point must have come: the higher ones need a longer life than some replica may have. */
const ordinalsMin = { full: 2, short: 1 } as const

/** Whoever has died is started again, for so long; then nobody dies any more. */
export function playDeaths(
  { full, installation: { replicas, folder }, underLoad }: Pick<Stage, 'full' | 'installation' | 'underLoad'>,
  { points, seconds }: { readonly points: readonly string[]; readonly seconds: number },
): Promise<Outcome> {
  const plan = deathPlan(points, full)
  const about = pointsAtLength(points, full)
  return underLoad({ seconds, runsPerSecond: 8 }, async ({ pause, stop, note, wrong }) => {
    const startTheDead = () => Promise.all(replicas.filter(isDead).map((replica) => replica.crash()))
    const untilMs = Date.now() + seconds * 1000
    const areArmed = () => armedDeaths(plan, deathsIn(folder)).length > 0
    for (; Date.now() < untilMs && areArmed() && !stop.aborted; await pause(lookMs))
      // One that dies again before it serves is started again with the next look.
      await startTheDead().catch(() => {})
    spareAll(folder)
    await pause(lookMs)
    await startTheDead()
    const came = deathsIn(folder)
    const timesOf = (point: string) => new Set(came.filter((death) => death.startsWith(`${point} `))).size
    const left = about.filter((point) => timesOf(point) < (full ? ordinalsMin.full : ordinalsMin.short))
    note(`${came.length} deaths at ${about.map((point) => `${point} (${timesOf(point)})`).join(', ')}`)
    if (left.length > 0) wrong(`expected more deaths at ${left.join(', ')}`)
  })
}
