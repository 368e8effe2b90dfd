import type { RatePoint, Rise } from '../pattern/rise.ts'
import { upperTail } from './fisher.ts'
import { count, number } from './words.ts'

/** Hours up to now that are looked at, oldest first: as far back as hour buckets reach. */
export const riseHours = 8 * 24
/** Days up to now, oldest first. */
export const riseDays = 56

/** By chance alone, one lesson in a thousand looks so. */
const alpha = 0.001
/** Until its rate is as ordinary as this again, a rise is not over. */
const calm = 0.05
/** What is certain may still be small. */
const ratioMin = 1.5
/** Fewer runs of the agent than these are no past. */
const pastMin = 20

/**
 * Whether the rate of a lesson rises against its own past, by Fisher's exact test of two rates.
 *
 * - `sudden`: the last six hours against the same hours of the seven days before (it is so now, and not because of the
 *   time of day), and the last 24 hours against those seven days (it is real). Once so it stays so for a day, until the
 *   last 24 hours are ordinary: a rate at the edge does not come and go.
 * - `slow`: the last seven days against those of four to eight weeks ago, so that a climb is not measured by itself.
 *
 * @param hours the last `riseHours`, with the running one at the end; fewer are a shorter past
 * @param days the last `riseDays`
 */
export function riseOf(hours: readonly RatePoint[], days: readonly RatePoint[]): Rise {
  const lastDay = sum(hours.slice(-24))
  const weekBefore = sum(hours.slice(0, -24))
  if (isSudden(hours)) return { kind: 'sudden', evidence: words(lastDay, '24 hours', weekBefore, 'in the week before') }
  const lastWeek = sum(days.slice(-7))
  const weeksAgo = sum(days.slice(0, -28))
  if (isRise(lastWeek, weeksAgo)) {
    return { kind: 'slow', evidence: words(lastWeek, '7 days', weeksAgo, 'four to eight weeks ago') }
  }
  return { kind: 'none', evidence: words(lastDay, '24 hours', weekBefore, 'in the week before') }
}

function isSudden(hours: readonly RatePoint[]): boolean {
  let rising = false
  for (let end = Math.max(0, hours.length - 23); end <= hours.length; end += 1) {
    const day = sum(hours.slice(Math.max(0, end - 24), end))
    const past = sum(hours.slice(0, Math.max(0, end - 24)))
    if (isRise(day, past) && isRise(sum(hours.slice(Math.max(0, end - 6), end)), sameHours(hours, end))) rising = true
    else if (chanceOf(day, past) > calm) rising = false
  }
  return rising
}

/** The six hours before `end`, of each day before. */
function sameHours(hours: readonly RatePoint[], end: number): RatePoint {
  const days: RatePoint[] = []
  for (let at = end - 24; at > 0; at -= 24) days.push(...hours.slice(Math.max(0, at - 6), at))
  return sum(days)
}

function isRise(recent: RatePoint, past: RatePoint): boolean {
  if (past.agentRuns < pastMin || recent.agentRuns === 0) return false
  return recent.runs * past.agentRuns >= ratioMin * past.runs * recent.agentRuns && chanceOf(recent, past) < alpha
}

function chanceOf(recent: RatePoint, past: RatePoint): number {
  const marked = recent.runs + past.runs
  return upperTail({ runs: recent.runs, drawn: recent.agentRuns, marked, all: recent.agentRuns + past.agentRuns })
}

/** A run may carry two signatures of a lesson: it is one run all the same. */
function sum(points: readonly RatePoint[]): RatePoint {
  let [runs, agentRuns] = [0, 0]
  for (const point of points) {
    runs += Math.min(point.runs, point.agentRuns)
    agentRuns += point.agentRuns
  }
  return { runs, agentRuns }
}

function words(recent: RatePoint, span: string, past: RatePoint, when: string): string {
  const of = ({ runs, agentRuns }: RatePoint) => `${number(runs)} of ${count(agentRuns, 'run')}`
  return `${of(recent)} in the last ${span}, ${of(past)} ${when}`
}
