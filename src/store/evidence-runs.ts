/**
 * How many runs a lesson has. Runs are counted by signature, so that a run with two signatures of one lesson is in the
 * counts of both, above all where a reviewer merged lessons of the same runs. Which runs these are is not kept as long as
 * the counts are. But of each agent and each bucket of time it is known how many runs there were at all, and a lesson
 * has no more than these; nor fewer than the largest of its signatures.
 */
import type { Variant } from '../pattern/pattern.ts'

/** Runs of a lesson in one bucket, of the signatures of one agent (or service). */
export interface LessonBucket extends Bucket {
  readonly summed: Counted
  /** Of the signature that has most. */
  readonly largest: Counted
}

/** All runs of an agent (or service) in one bucket. */
export interface AgentBucket extends Bucket {
  readonly counted: Counted
}

interface Bucket {
  readonly owner: string
  readonly startMs: number
}

interface Counted {
  readonly runs: number
  readonly failed: number
}

export interface LessonRuns {
  readonly runs: number
  readonly failedRuns: number
  readonly agentRuns: number
  /** As often as a signature was counted: what sums over signatures are to be divided by. */
  readonly summedRuns: number
}

export function lessonRuns(buckets: readonly LessonBucket[], agents: readonly AgentBucket[]): LessonRuns {
  const known = new Map(agents.map((agent) => [placeOf(agent), agent.counted]))
  let [runs, failedRuns, summedRuns] = [0, 0, 0]
  for (const bucket of buckets) {
    const { summed, largest } = bucket
    const all = known.get(placeOf(bucket)) ?? { runs: 0, failed: 0 }
    runs += bounded(summed.runs, largest.runs, all.runs)
    failedRuns += bounded(summed.failed, largest.failed, all.failed)
    summedRuns += summed.runs
  }
  return { runs, failedRuns, summedRuns, agentRuns: agents.reduce((sum, { counted }) => sum + counted.runs, 0) }
}

/** What a sum over signatures comes to among the lesson's runs, where all of them were counted equally often. */
export function shareOfRuns(summed: number, { runs, summedRuns }: LessonRuns): number {
  return runs === summedRuns ? summed : Math.min(runs, Math.round((summed * runs) / summedRuns))
}

/** No more runs went one way than the agents had, as far back as variants are counted. */
export function boundedVariants(variants: readonly Variant[], agentRuns: number): readonly Variant[] {
  return variants.map(({ trajectory, runs }) => ({ trajectory, runs: Math.min(runs, agentRuns) }))
}

/** No risk has more runs than the lesson. */
export function boundedRisks<R>(risks: ReadonlyMap<R, number>, { runs }: LessonRuns): ReadonlyMap<R, number> {
  return new Map([...risks].map(([risk, summed]) => [risk, Math.min(summed, runs)]))
}

function bounded(summed: number, largest: number, all: number): number {
  return Math.max(largest, Math.min(summed, all))
}

function placeOf({ owner, startMs }: Bucket): string {
  return `${startMs} ${owner}`
}
