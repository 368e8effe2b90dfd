import type { SeenCommand, Watch } from './fault-proxy.ts'

/** `before`: the script did not reach Redis. `after`: it did its work, and whoever sent it never hears of it. */
export type Moment = Parameters<Watch>[0]

/**
 * Where a replica can die, as far as its store can tell: everything else is in memory, and gone with it. A point is a
 * script, one of the two moments, and the how manieth time it comes by, or a later one.
 */
export interface CrashPoints {
  /** Whether somebody dies here, when somebody may; each point says so once. */
  isHere(moment: Moment, command: SeenCommand, may: boolean): boolean
  /** Points that were met, as `script before 3`. */
  met(): readonly string[]
  /** Points that nothing came by at. */
  left(): readonly string[]
}

const moments: readonly Moment[] = ['before', 'after']

/** `names`: scripts by their SHA-1. `ordinals`: ascending. */
export function crashPoints(names: ReadonlyMap<string, string>, ordinals: readonly number[]): CrashPoints {
  const places = [...names.values()].flatMap((name) => moments.map((moment) => `${name} ${moment}`))
  const waiting = new Map(places.map((place) => [place, ordinals]))
  const passages = new Map<string, number>()
  const met: string[] = []
  return {
    met: () => met,
    left: () => [...waiting].flatMap(([place, left]) => left.map((ordinal) => `${place} ${ordinal}`)),
    isHere: (moment, { script }, may) => {
      const place = `${names.get(script ?? '') ?? ''} ${moment}`
      const [next, ...later] = waiting.get(place) ?? []
      const passage = (passages.get(place) ?? 0) + 1
      passages.set(place, passage)
      if (!may || next === undefined || passage < next) return false
      waiting.set(place, later)
      met.push(`${place} ${next}`)
      return true
    },
  }
}
