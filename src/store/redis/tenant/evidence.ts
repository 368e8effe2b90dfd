/**
 * evidence: the sums of a lesson's signatures over the count buckets that overlap a window, hours for windows up to a
 * week, else days, and of runs no more than its agents had (evidence-runs.ts). A merged lesson answers with that which it
 * is part of. The version is read first: what changes while the rest is read makes a decision on it superseded. It is
 * read again as long as it changes, for a while.
 */
import { fromUnits, units } from '../../../count/units.ts'
import type { LessonEvidence } from '../../../pattern/pattern.ts'
import { bucketMs, reachMs } from '../../../pattern/window.ts'
import { countWindow } from '../../count-window.ts'
import { daysAmong, hoursAmong, meanOf, risksAmong } from '../../evidence-parts.ts'
import {
  type AgentBucket,
  boundedRisks,
  boundedVariants,
  type LessonBucket,
  type LessonRuns,
  lessonRuns,
  shareOfRuns,
} from '../../evidence-runs.ts'
import { type Amounts, excessOf, sumOf } from './amounts.ts'
import { addShared, agentOwner, bucketsIn, nothingShared, type Owner, type Range, type Shared } from './buckets.ts'
import { inPieces } from './in-pieces.ts'
import { headLesson, patternsOfLesson } from './lesson-record.ts'
import type { PatternRecord } from './pattern-record.ts'
import { allRunsOf, exemplarsOf, overallOf, shownVariants } from './read-pattern.ts'
import { numberOrNull } from './replies.ts'
import type { Slot } from './slot.ts'
import { tenantScript } from './tenant-script.ts'

const triesMax = 3
const patternsAtOnce = 16
const forgetLesson = tenantScript('forget-lesson')

export async function evidence(
  slot: Slot,
  asked: string,
  windowMs: number,
  nowMs: number,
): Promise<LessonEvidence | null> {
  for (let tries = 1; ; tries += 1) {
    const lesson = await headLesson(slot, asked)
    const version = await versionOf(slot, lesson)
    const found = version === null ? null : await evidenceOf(slot, { lesson, version, windowMs, nowMs })
    const [head, after] = [await headLesson(slot, asked), await versionOf(slot, lesson)]
    if (tries < triesMax && (head !== lesson || after !== version)) continue
    if (found === null) await forgetWaiting(slot, lesson)
    return found
  }
}

/** Nothing is left to decide on. */
async function forgetWaiting(slot: Slot, lesson: string): Promise<void> {
  if ((await slot.read('zscore', 'dirty', lesson)) !== null) await slot.run(forgetLesson, lesson)
}

async function versionOf(slot: Slot, lesson: string): Promise<number | null> {
  return numberOrNull(await slot.read('hget', 'versions', lesson))
}

interface Asked {
  readonly lesson: string
  readonly version: number
  readonly windowMs: number
  readonly nowMs: number
}

async function evidenceOf(slot: Slot, asked: Asked): Promise<LessonEvidence | null> {
  const { lesson, version, windowMs } = asked
  const patterns = await patternsOfLesson(slot, lesson)
  const leading = patterns[0]
  if (leading === undefined) return null
  const lastSeenMs = Math.max(...patterns.map((pattern) => pattern.lastSeenMs))
  const nowMs = Number.isFinite(asked.nowMs) ? asked.nowMs : lastSeenMs
  const range = countWindow(windowMs, nowMs)
  const { sums, starts, hourStarts, shared, buckets } = await countedIn(slot, patterns, range, nowMs)
  const ids = patterns.map(({ id }) => id)
  const owners = new Map(patterns.map((pattern) => [agentOwner(pattern).join(':'), pattern]))
  const [agents, allRuns, overall, exemplars] = await Promise.all([
    agentBuckets(slot, owners, range),
    inPieces([...owners.values()], (pattern) => allRunsOf(slot, pattern)),
    inPieces(ids, (id) => overallOf(slot, id)),
    exemplarsOf(slot, ids),
  ])
  const counted = lessonRuns(buckets, agents)
  const allAgentRuns = allRuns.reduce((sum, runs) => sum + runs, 0)
  return {
    tenant: slot.tenant,
    ...{ lesson, version, windowMs, lastSeenMs },
    ...leadingParts(leading),
    signatures: patterns.map(({ signature }) => signature),
    agents: owners.size,
    ...{ exemplars, variants: boundedVariants(shownVariants(overall), allAgentRuns) },
    ...{ days: daysAmong(starts), hours: hoursAmong(hourStarts, starts) },
    ...sumParts(sums, counted),
    ...sharedParts(shared, counted),
  }
}

function leadingParts(leading: PatternRecord) {
  const { scope, agent, signal, bucket, locus, template, explanation, firstSeenMs } = leading
  return {
    scope,
    agent,
    signal,
    bucket,
    locus,
    template,
    explanation,
    firstSeenMs,
    leadingSignature: leading.signature,
  }
}

function sumParts(sums: Amounts, { runs, failedRuns, agentRuns, summedRuns }: LessonRuns) {
  return {
    ...{ runs, failedRuns, agentRuns },
    excess: excessOf(sums),
    severityMean: meanOf(fromUnits(sums.severity, units.severity), summedRuns),
    completenessMean: meanOf(fromUnits(sums.completeness, units.completeness), summedRuns),
  }
}

function sharedParts(shared: Shared, counted: LessonRuns) {
  const sources = mostFirst(shared.sources)
  const sourced = [...sources.values()].reduce((sum, runs) => sum + runs, shared.sourceRemainder)
  const severities = [...shared.severities.keys()].map((value) => fromUnits(Number(value), units.severity))
  return {
    sources,
    sourceRemainder: shared.sourceRemainder,
    sourcedRuns: shareOfRuns(sourced, counted),
    releases: [...mostFirst(shared.releases).keys()],
    risks: boundedRisks(risksAmong(shared.risks), counted),
    severityMax: Math.max(0, ...severities),
  }
}

function mostFirst(counted: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counted].sort(([a, runs], [b, others]) => others - runs || (a < b ? -1 : 1)))
}

interface Counted {
  readonly sums: Amounts
  readonly buckets: readonly LessonBucket[]
  readonly shared: Shared
  /** Distinct starts of the window's buckets, and of its hours. */
  readonly starts: readonly number[]
  readonly hourStarts: readonly number[]
}

async function countedIn(
  slot: Slot,
  patterns: readonly PatternRecord[],
  range: Range,
  nowMs: number,
): Promise<Counted> {
  const shared = nothingShared()
  const ofPattern = async (pattern: PatternRecord) => {
    const { id } = pattern
    const owner: Owner = ['p', id]
    const [buckets, hours] = await Promise.all([
      bucketsIn(slot, owner, range),
      bucketsIn(slot, owner, hoursOf(range, nowMs)),
      addShared(slot, shared, id, range),
    ])
    return { agent: agentOwner(pattern).join(':'), buckets, hours }
  }
  const found = await inPieces(patterns, ofPattern, patternsAtOnce)
  return {
    shared,
    buckets: lessonBuckets(found),
    sums: sumOf(found.flatMap(({ buckets }) => [...buckets.values()])),
    starts: [...new Set(found.flatMap(({ buckets }) => [...buckets.keys()]))],
    hourStarts: [...new Set(found.flatMap(({ hours }) => [...hours.keys()]))],
  }
}

/** Hours of the window that have not expired, whether or not they are still there. */
function hoursOf({ fromMs, toMs }: Range, nowMs: number): Range {
  return { resolution: 'hour', fromMs: Math.max(fromMs, nowMs - reachMs.hour - bucketMs.hour), toMs }
}

interface PatternBuckets {
  readonly agent: string
  readonly buckets: ReadonlyMap<number, Amounts>
}

/** Those of the same agent and time put together. */
function lessonBuckets(found: readonly PatternBuckets[]): readonly LessonBucket[] {
  const together = new Map<string, LessonBucket>()
  for (const { agent: owner, buckets } of found) {
    for (const [startMs, { runs, failed }] of buckets) {
      const place = `${startMs} ${owner}`
      const { summed, largest } = together.get(place) ?? { summed: none, largest: none }
      together.set(place, {
        ...{ owner, startMs },
        summed: { runs: summed.runs + runs, failed: summed.failed + failed },
        largest: { runs: Math.max(largest.runs, runs), failed: Math.max(largest.failed, failed) },
      })
    }
  }
  return [...together.values()]
}

const none = { runs: 0, failed: 0 }

/** A reviewer may have merged lessons of several agents: the denominator has the runs of all of them. */
async function agentBuckets(
  slot: Slot,
  owners: ReadonlyMap<string, PatternRecord>,
  range: Range,
): Promise<readonly AgentBucket[]> {
  const found = await inPieces([...owners], async ([owner, pattern]) =>
    [...(await bucketsIn(slot, agentOwner(pattern), range))].map(([startMs, { runs, failed }]) => ({
      ...{ owner, startMs },
      counted: { runs, failed },
    })),
  )
  return found.flat()
}
