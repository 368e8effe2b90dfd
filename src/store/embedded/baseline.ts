/**
 * baseline: what is usual for an agent, merged from the sketches of its closed hours before a time. Null when no healthy
 * run is known there.
 */
import { bucketMs, bucketStart } from '../../pattern/window.ts'
import type { Baseline, Quantiles } from '../../run/baseline.ts'
import { countOf, emptySketch, mergeSketches, quantileOf, type Sketch } from '../../run/sketch.ts'
import type { Engine } from './engine.ts'
import { readBody } from './json-body.ts'
import { baselineReachMs } from './options.ts'
import { wholeMs } from './time.ts'
import type { RequestOf } from './verbs.ts'

export const measures = ['costUsd', 'tokens', 'durationMs', 'steps'] as const
export type Measure = (typeof measures)[number]

/** One hour of one agent, as it is stored. */
export interface HourSketches extends Readonly<Record<Measure, Sketch>> {
  readonly runs: number
}

export const emptyHour: HourSketches = {
  runs: 0,
  costUsd: emptySketch,
  tokens: emptySketch,
  durationMs: emptySketch,
  steps: emptySketch,
}

export function baseline(engine: Engine, request: RequestOf<'baseline'>): Baseline | null {
  const { tenant, agent } = request
  const beforeMs = bucketStart(wholeMs(request.beforeMs), 'hour')
  const known = engine.baselines.get(tenant, agent, beforeMs)
  if (known !== undefined) return known
  const read = baselineOf(hoursBefore(engine, tenant, agent, beforeMs))
  engine.baselines.keep(tenant, agent, { beforeMs, baseline: read })
  return read
}

function hoursBefore({ database }: Engine, tenant: string, agent: string, beforeMs: number): readonly HourSketches[] {
  return database
    .all(
      'SELECT format, body FROM baselines WHERE tenant = ? AND agent = ? AND start_ms BETWEEN ? AND ?',
      tenant,
      agent,
      beforeMs - baselineReachMs,
      beforeMs - bucketMs.hour,
    )
    .map((row) => readBody<HourSketches>(row))
}

function baselineOf(hours: readonly HourSketches[]): Baseline | null {
  if (hours.length === 0) return null
  const over = (measure: Measure) => quantilesOf(hours.map((hour) => hour[measure]))
  return {
    runs: hours.reduce((sum, { runs }) => sum + runs, 0),
    costUsd: over('costUsd'),
    tokens: over('tokens'),
    durationMs: over('durationMs'),
    steps: over('steps'),
  }
}

function quantilesOf(sketches: readonly Sketch[]): Quantiles | null {
  const sketch = mergeSketches(sketches)
  const [p50, p90, p99] = [quantileOf(sketch, 0.5), quantileOf(sketch, 0.9), quantileOf(sketch, 0.99)]
  return p50 === null || p90 === null || p99 === null ? null : { count: countOf(sketch), p50, p90, p99 }
}
