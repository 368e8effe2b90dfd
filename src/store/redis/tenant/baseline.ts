/**
 * baseline: what is usual for an agent, a version of it or a service, merged from the sketches of closed hours before a
 * time. Asked for with every run, so what was read of closed hours is kept: an hour is read again only when more runs
 * were fed into it since, which its subject's index tells.
 */
import { wholeMs } from '../../../count/whole-ms.ts'
import { bucketMs, bucketStart } from '../../../pattern/window.ts'
import { type Baseline, type BaselineSubject, type MeasureName, measureNames } from '../../../run/baseline.ts'
import { type BaselineHour, baselineOf } from '../../../run/baseline-hour.ts'
import type { Sketch } from '../../../run/sketch.ts'
import { baselineReachMs } from '../../limits.ts'
import { subjectKey } from './baseline-keys.ts'
import { pairsOf } from './replies.ts'
import type { Slot } from './slot.ts'

interface Known {
  /** Hours with the number of runs that were fed into them. */
  readonly hours: string
  readonly baseline: Baseline | null
}

const knownMax = 2000

export type ReadBaseline = (slot: Slot, of: BaselineSubject, beforeMs: number) => Promise<Baseline | null>

export function createBaselines(): ReadBaseline {
  const known = new Map<string, Known>()
  return async (slot, of, asked) => {
    const key = subjectKey(of)
    const beforeMs = bucketStart(wholeMs(asked), 'hour')
    const hours = await hoursBefore(slot, key, beforeMs)
    const [name, told] = [JSON.stringify([slot.tenant, key, beforeMs]), JSON.stringify(hours)]
    const before = known.get(name)
    if (before?.hours === told) return before.baseline
    const baseline = baselineOf(await Promise.all(hours.map(([hour, runs]) => readHour(slot, key, hour, runs))))
    known.delete(name)
    known.set(name, { hours: told, baseline })
    const [oldest] = known.keys()
    if (known.size > knownMax && oldest !== undefined) known.delete(oldest)
    return baseline
  }
}

type FedHour = readonly [startMs: number, runs: number]

/** Ascending. */
async function hoursBefore(slot: Slot, key: string, beforeMs: number): Promise<readonly FedHour[]> {
  return pairsOf(await slot.readAt('hgetall', ['b', key]))
    .map(([hour, runs]): FedHour => [Number(hour), Number(runs)])
    .filter(([startMs]) => startMs >= beforeMs - baselineReachMs && startMs <= beforeMs - bucketMs.hour)
    .sort(([a], [b]) => a - b)
}

/** The sketches of an hour, each `<measure>:<bucket>`; bucket `z` has what is zero. Buckets ascend. */
export async function readHour(slot: Slot, key: string, startMs: number | string, runs: number): Promise<BaselineHour> {
  const sketches = new Map<MeasureName, { zeros: number; buckets: [number, number][] }>()
  for (const [field, count] of pairsOf(await slot.readAt('hgetall', ['b', key, startMs]))) {
    const [measure = '', bucket = ''] = field.split(':')
    const name = measureNames[Number(measure)]
    if (name === undefined) continue
    const sketch = sketches.get(name) ?? { zeros: 0, buckets: [] }
    if (bucket === 'z') sketch.zeros += Number(count)
    else sketch.buckets.push([Number(bucket), Number(count)])
    sketches.set(name, sketch)
  }
  return { runs, ...Object.fromEntries([...sketches].map(([name, sketch]) => [name, sorted(sketch)])) }
}

function sorted({ zeros, buckets }: Sketch): Sketch {
  return { zeros, buckets: [...buckets].sort(([a], [b]) => a - b) }
}
