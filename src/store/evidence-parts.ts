/** What evidence is made of once the buckets are read: the same arithmetic for every engine. */
import { type Risk, risks } from '../pattern/contribution.ts'
import type { Exemplar } from '../pattern/pattern.ts'
import { bucketStart } from '../pattern/window.ts'
import { shownMax } from './limits.ts'

/** Distinct days among the starts of buckets. */
export function daysAmong(starts: readonly number[]): number {
  return new Set(starts.map(dayOf)).size
}

/** Distinct hours. They reach back eight days; a day of the window before that counts as one hour at least. */
export function hoursAmong(hourStarts: readonly number[], windowStarts: readonly number[]): number {
  const withHours = new Set(hourStarts.map(dayOf))
  return hourStarts.length + windowStarts.filter((start) => !withHours.has(dayOf(start))).length
}

/** Known risks only, in the order of their list. */
export function risksAmong(counted: ReadonlyMap<string, number>): ReadonlyMap<Risk, number> {
  const known = new Map<Risk, number>()
  for (const risk of risks) {
    const runs = counted.get(risk)
    if (runs !== undefined) known.set(risk, runs)
  }
  return known
}

export function meanOf(sum: number, runs: number): number {
  return runs === 0 ? 0 : sum / runs
}

/** Latest first. A run that carries several patterns is shown once. */
export function shownExemplars(found: readonly Exemplar[]): readonly Exemplar[] {
  const byRun = new Map(found.map((exemplar) => [exemplar.runId, exemplar]))
  return [...byRun.values()].sort(latestFirst).slice(0, shownMax)
}

function latestFirst(a: Exemplar, b: Exemplar): number {
  if (a.endMs !== b.endMs) return b.endMs - a.endMs
  return a.runId < b.runId ? 1 : -1
}

function dayOf(startMs: number): number {
  return bucketStart(startMs, 'day')
}
