/**
 * A mergeable sketch of how a number is spread over runs: counts in buckets that grow by a constant factor, so that a
 * quantile is off by at most 1 % of its value, whatever its size. After Masson, Rim, Lee: "DDSketch" (VLDB 2019).
 * Where values differ by more than a factor of some 10^8 the lowest ones share a bucket. That bound depends on the
 * highest value alone, so that a sketch is the same in whatever order values and sketches came to it.
 */
export interface Sketch {
  /** Values that are zero, negative, or too small to matter. */
  readonly zeros: number
  /** By bucket number, ascending. */
  readonly buckets: readonly Bucket[]
}

type Bucket = readonly [number: number, count: number]

export const relativeAccuracy = 0.01
export const emptySketch: Sketch = { zeros: 0, buckets: [] }

const gamma = (1 + relativeAccuracy) / (1 - relativeAccuracy)
const logGamma = Math.log(gamma)
const bucketsMax = 1024
/** A billionth of a dollar; and more milliseconds, tokens or dollars than any run has. */
const valueMin = 1e-9
const valueMax = 1e15

/** What is not finite is not added. */
export function addValue(sketch: Sketch, value: number): Sketch {
  if (!Number.isFinite(value)) return sketch
  if (value < valueMin) return { ...sketch, zeros: sketch.zeros + 1 }
  return { ...sketch, buckets: collapsed(counted(sketch.buckets, bucketOf(value))) }
}

/** The sketch of the values of all. */
export function mergeSketches(sketches: readonly Sketch[]): Sketch {
  const counts = new Map<number, number>()
  for (const { buckets } of sketches)
    for (const [number, count] of buckets) counts.set(number, (counts.get(number) ?? 0) + count)
  return {
    zeros: sketches.reduce((sum, { zeros }) => sum + zeros, 0),
    buckets: collapsed([...counts].sort(([one], [other]) => one - other)),
  }
}

export function countOf({ zeros, buckets }: Sketch): number {
  return buckets.reduce((sum, [, count]) => sum + count, zeros)
}

/** The value of rank `share * (count - 1)`, rounded down; null when there is none. */
export function quantileOf(sketch: Sketch, share: number): number | null {
  const count = countOf(sketch)
  if (count === 0) return null
  let left = Math.floor(Math.min(Math.max(share, 0), 1) * (count - 1)) - sketch.zeros
  if (left < 0) return 0
  for (const [number, counted] of sketch.buckets) {
    if (left < counted) return middleOf(number)
    left -= counted
  }
  return null
}

/** Bucket n holds the values above gamma^(n-1) up to gamma^n; never -0, which is another number to whoever compares. */
function bucketOf(value: number): number {
  return Math.ceil(Math.log(Math.min(value, valueMax)) / logGamma) + 0
}

/** Equally far, in relation, from both ends of the bucket. */
function middleOf(number: number): number {
  return (2 * gamma ** number) / (gamma + 1)
}

/** One more in the bucket. */
function counted(buckets: readonly Bucket[], number: number): readonly Bucket[] {
  const at = buckets.findIndex(([other]) => other >= number)
  const found = buckets[at]
  if (found === undefined) return [...buckets, [number, 1]]
  return found[0] === number ? buckets.with(at, [number, found[1] + 1]) : buckets.toSpliced(at, 0, [number, 1])
}

/** Buckets too far below the highest one are counted in the lowest that is left. */
function collapsed(buckets: readonly Bucket[]): readonly Bucket[] {
  const lowest = (buckets.at(-1)?.[0] ?? 0) - bucketsMax + 1
  if (buckets.every(([number]) => number >= lowest)) return buckets
  const low = buckets.reduce((sum, [number, count]) => (number <= lowest ? sum + count : sum), 0)
  return [[lowest, low], ...buckets.filter(([number]) => number > lowest)]
}
