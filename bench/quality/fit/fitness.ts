import type { CompiledRun, CompiledSet } from './compile.ts'

/** Shift of each parameter, in hundredths. */
export type Shifts = readonly number[]

export interface Fit {
  readonly j: number
  readonly auc: number
}

const flagFromHundredths = 50
/** A step up and down beside the flag's own threshold: what only holds on the point does not hold elsewhere. */
const thresholds = [flagFromHundredths - 10, flagFromHundredths, flagFromHundredths + 10]
/** Beyond six times the flag a run is no more suspect. */
const weightMax = 300

/** J and AUC of one set under these shifts; the set has both failed and good runs. */
export function fitOf(set: CompiledSet, shifts: Shifts): Fit {
  const spread = spreadOf(set, shifts)
  return { j: jAt(set, spread, flagFromHundredths), auc: aucIn(set, spread) }
}

/**
 * What a search climbs: J and AUC, every set the same, J also a little off its threshold. A set that gets worse than
 * chance counts double against it.
 */
export function fitness(sets: readonly CompiledSet[], shifts: Shifts): number {
  const fits = sets.map((set) => {
    const spread = spreadOf(set, shifts)
    const js = thresholds.map((from) => jAt(set, spread, from))
    const own = jAt(set, spread, flagFromHundredths)
    return js.reduce((sum, j) => sum + j, 0) / js.length + Math.min(own, 0) + aucIn(set, spread)
  })
  return fits.reduce((sum, fit) => sum + fit, 0) / fits.length
}

/** How many failed and good runs have each weight. */
interface Spread {
  readonly failed: Uint32Array
  readonly good: Uint32Array
}

function spreadOf({ runs }: CompiledSet, shifts: Shifts): Spread {
  const spread = { failed: new Uint32Array(weightMax + 1), good: new Uint32Array(weightMax + 1) }
  for (const run of runs) {
    const counts = run.failed ? spread.failed : spread.good
    const weight = Math.min(weightOf(run, shifts), weightMax)
    counts[weight] = (counts[weight] ?? 0) + 1
  }
  return spread
}

function weightOf({ findings }: CompiledRun, shifts: Shifts): number {
  let weight = 0
  for (const { hundredths, parameters } of findings) {
    let severity = hundredths
    for (const parameter of parameters) severity += shifts[parameter] ?? 0
    weight += Math.min(Math.max(severity, 0), 100)
  }
  return weight
}

function jAt({ failed, good }: CompiledSet, spread: Spread, from: number): number {
  return countFrom(spread.failed, from) / failed - countFrom(spread.good, from) / good
}

function countFrom(counts: Uint32Array, from: number): number {
  let count = 0
  for (let weight = from; weight < counts.length; weight += 1) count += counts[weight] ?? 0
  return count
}

function aucIn({ failed, good }: CompiledSet, spread: Spread): number {
  let wins = 0
  let goodBelow = 0
  for (let weight = 0; weight <= weightMax; weight += 1) {
    const tied = spread.good[weight] ?? 0
    wins += (spread.failed[weight] ?? 0) * (goodBelow + tied / 2)
    goodBelow += tied
  }
  return wins / (failed * good)
}
