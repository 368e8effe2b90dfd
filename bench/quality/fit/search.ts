import type { Compiled, CompiledSet, Parameter } from './compile.ts'
import { fitness, type Shifts } from './fitness.ts'

export interface SearchOptions {
  /** What a shift of one hundredth costs: the reasoned defaults hold unless the data say otherwise clearly. */
  readonly pull: number
  /** Largest shift, in hundredths. */
  readonly reach: number
}

/** In hundredths: finer weights would only follow noise. */
const step = 5
const passesMax = 12

/** One parameter after the other takes the shift that is best for all sets together, until none moves. */
export function search(
  { parameters }: Pick<Compiled, 'parameters'>,
  sets: readonly CompiledSet[],
  options: SearchOptions,
): Shifts {
  const shifts = parameters.map(() => 0)
  let best = worth(sets, shifts, options)
  for (let pass = 0; pass < passesMax; pass += 1) {
    const before = best
    for (const [number, parameter] of parameters.entries())
      best = settle(number, triesOf(parameter, options), shifts, best, sets, options)
    if (best === before) break
  }
  return shifts
}

/** Leaves the best shift of this parameter in `shifts`. Smaller shifts are tried first: a tie moves nothing. */
function settle(
  number: number,
  tries: readonly number[],
  shifts: number[],
  best: number,
  sets: readonly CompiledSet[],
  options: SearchOptions,
): number {
  const held = shifts[number] ?? 0
  let [bestShift, bestWorth] = [held, best]
  for (const shift of tries) {
    shifts[number] = shift
    const found = worth(sets, shifts, options)
    if (found > bestWorth + 1e-9) [bestShift, bestWorth] = [shift, found]
  }
  shifts[number] = bestShift
  return bestWorth
}

/** What adds to a severity does not come to take away, and no part is more than a whole severity. */
function triesOf({ values }: Parameter, { reach }: SearchOptions): readonly number[] {
  const least = Math.round(Math.min(...values) * 100)
  const most = Math.round(Math.max(...values) * 100)
  const lowest = least >= 0 ? -least : -reach
  const found = [0]
  for (let size = step; size <= reach; size += step) {
    if (-size >= lowest) found.push(-size)
    if (most + size <= 100) found.push(size)
  }
  return found
}

function worth(sets: readonly CompiledSet[], shifts: Shifts, { pull }: SearchOptions): number {
  return fitness(sets, shifts) - pull * shifts.reduce((sum, shift) => sum + Math.abs(shift), 0)
}
