/**
 * The shape of the load: four of five runs are sound, the others have one of the weaknesses that `verify` plants. A run
 * is some seven spans of a chat, its tools and its agent. Its spans come in two requests, as a Collector's batches cut
 * them: each request has the ends of one wave of runs and the beginnings of the next.
 */
import { seeded } from '../../src/verify/chance.ts'
import { generateRuns } from '../../src/verify/generate-runs.ts'
import type { PlannedRun, PlannedSpan } from '../../src/verify/planned-run.ts'

export type Request = readonly PlannedSpan[]

const soundShare = 0.8
const runsPerWave = 16

export function runsOf(seed: number, count: number, nowMs: number): readonly PlannedRun[] {
  const sound = Math.round(count * soundShare)
  const untilUs = nowMs * 1000
  // The same seed would give both the same ids.
  const runs = [
    ...generateRuns(2 * seed, sound, { untilUs, story: 'healthy' }),
    ...generateRuns(2 * seed + 1, count - sound, { untilUs, withoutIdle: true }),
  ]
  return seeded(`traffic/${seed}`).shuffled(runs)
}

export function requestsOf(runs: readonly PlannedRun[]): readonly Request[] {
  const requests: PlannedSpan[][] = []
  let ends: readonly PlannedSpan[] = []
  for (let from = 0; from < runs.length; from += runsPerWave) {
    const wave = runs.slice(from, from + runsPerWave).map(inTwo)
    requests.push([...ends, ...wave.flatMap(([begin]) => begin)])
    ends = wave.flatMap(([, end]) => end)
  }
  return [...requests, [...ends]].filter((request) => request.length > 0)
}

/** In the order in which spans end, so that the root comes last. */
function inTwo({ spans }: PlannedRun): readonly [Request, Request] {
  const ordered = spans.toSorted((a, b) => a.endUs - b.endUs)
  const half = Math.floor(ordered.length / 2)
  return [ordered.slice(0, half), ordered.slice(half)]
}

export function spansIn(requests: readonly Request[]): number {
  return requests.reduce((sum, request) => sum + request.length, 0)
}
