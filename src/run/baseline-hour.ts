/** One closed hour of a baseline's subject: a sketch per measure over its healthy runs. Hours merge into a baseline. */
import { type Baseline, type MeasureName, measureNames, type Quantiles, type RunMeasures } from './baseline.ts'
import { addValue, countOf, emptySketch, mergeSketches, quantileOf, type Sketch } from './sketch.ts'

/** A measure that none of the runs has is left out. */
export interface BaselineHour extends Readonly<Partial<Record<MeasureName, Sketch>>> {
  readonly runs: number
}

export const emptyHour: BaselineHour = { runs: 0 }

/** The hour with one more run. */
export function withRun(hour: BaselineHour, measures: RunMeasures): BaselineHour {
  const known = measureNames.flatMap((name) => {
    const value = measures[name]
    return value === null ? [] : [[name, addValue(hour[name] ?? emptySketch, value)] as const]
  })
  return { ...hour, runs: hour.runs + 1, ...Object.fromEntries(known) }
}

/** Null without any hour. */
export function baselineOf(hours: readonly BaselineHour[]): Baseline | null {
  if (hours.length === 0) return null
  const over = (name: MeasureName) => quantilesOf(hours.flatMap((hour) => hour[name] ?? []))
  return {
    runs: hours.reduce((sum, { runs }) => sum + runs, 0),
    costUsd: over('costUsd'),
    tokens: over('tokens'),
    outputTokens: over('outputTokens'),
    durationMs: over('durationMs'),
    steps: over('steps'),
    calls: over('calls'),
    retries: over('retries'),
    answerChars: over('answerChars'),
    usefulShare: over('usefulShare'),
  }
}

function quantilesOf(sketches: readonly Sketch[]): Quantiles | null {
  const sketch = mergeSketches(sketches)
  const [p10, p50] = [quantileOf(sketch, 0.1), quantileOf(sketch, 0.5)]
  const [p90, p99] = [quantileOf(sketch, 0.9), quantileOf(sketch, 0.99)]
  if (p10 === null || p50 === null || p90 === null || p99 === null) return null
  return { count: countOf(sketch), p10, p50, p90, p99 }
}
