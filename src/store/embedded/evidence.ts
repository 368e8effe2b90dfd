/**
 * The evidence of a lesson over a window: the sums of its signatures' count buckets that overlap the window, hours for
 * windows up to a week, else days, and of runs no more than its agents had (evidence-runs.ts). A merged lesson answers
 * with that which it is part of. A lesson whose runs were all taken back answers zeros until that is decided too.
 */
import { type Dimension, remainderOf } from '../../count/breakdown-bounds.ts'
import { fromUnits, units } from '../../count/units.ts'
import type { PatternScope } from '../../pattern/contribution.ts'
import type { LessonEvidence } from '../../pattern/pattern.ts'
import { bucketMs, type Resolution } from '../../pattern/window.ts'
import { type CountWindow, countWindow } from '../count-window.ts'
import { daysAmong, hoursAmong, meanOf, risksAmong } from '../evidence-parts.ts'
import {
  type AgentBucket,
  boundedRisks,
  boundedVariants,
  type LessonBucket,
  lessonRuns,
  shareOfRuns,
} from '../evidence-runs.ts'
import type { Row } from './database.ts'
import type { Engine } from './engine.ts'
import { excessOf } from './excess-row.ts'
import { headLesson } from './merged-lessons.ts'
import { agentRunsBetween, type Counted, exemplarsOf, variantsOf } from './read-pattern.ts'
import { integer, text, word } from './rows.ts'
import type { EvidenceTask } from './verbs.ts'

export function evidence(engine: Engine, asked: EvidenceTask): LessonEvidence | null {
  const task = { ...asked, lesson: headLesson(engine, asked.tenant, asked.lesson) }
  const { tenant, lesson, windowMs } = task
  const patterns = patternsOf(engine, task)
  const leading = patterns[0]
  const version = versionOf(engine, task)
  if (leading === undefined || version === null) return gone(engine, task)
  const ids = patterns.map((row) => integer(row, 'id'))
  const lastSeenMs = Math.max(...patterns.map((row) => integer(row, 'last_seen_ms')))
  const window = windowOf(ids, windowMs, Number.isFinite(task.nowMs) ? task.nowMs : lastSeenMs)
  const sums = sumsOf(engine, window)
  const owners = ownersOf(tenant, patterns)
  const counted = lessonRuns(lessonBuckets(engine, window), agentBuckets(engine, owners, window))
  const { runs, failedRuns, agentRuns, summedRuns } = counted
  const shared = breakdownOf(engine, window)
  const starts = startsIn(engine, window, window.resolution)
  const sourceRemainder = shared.total(remainderOf('source'))
  return {
    tenant,
    lesson,
    version,
    scope: word(leading, 'scope'),
    agent: text(leading, 'agent'),
    agents: owners.size,
    signal: text(leading, 'signal'),
    bucket: word(leading, 'bucket'),
    locus: text(leading, 'locus'),
    template: text(leading, 'template'),
    leadingSignature: text(leading, 'signature'),
    signatures: patterns.map((row) => text(row, 'signature')),
    windowMs,
    ...{ runs, agentRuns, failedRuns },
    sourcedRuns: shareOfRuns(shared.total('source') + sourceRemainder, counted),
    sources: shared.of('source'),
    sourceRemainder,
    releases: [...shared.of('release').keys()],
    days: daysAmong(starts),
    hours: hoursAmong(startsIn(engine, window, 'hour'), starts),
    excess: excessOf(sums),
    risks: boundedRisks(risksAmong(shared.of('risk')), counted),
    severityMean: meanOf(fromUnits(integer(sums, 'severity'), units.severity), summedRuns),
    severityMax: Math.max(
      0,
      ...[...shared.of('severity').keys()].map((value) => fromUnits(Number(value), units.severity)),
    ),
    completenessMean: meanOf(fromUnits(integer(sums, 'completeness'), units.completeness), summedRuns),
    explanation: text(leading, 'explanation'),
    variants: boundedVariants(variantsOf(engine, ids), allRunsOf(engine, owners)),
    exemplars: exemplarsOf(engine, ids),
    firstSeenMs: integer(leading, 'first_seen_ms'),
    lastSeenMs,
  }
}

/** Nothing is left to decide on, so the lesson waits for no decision. */
function gone({ database }: Engine, { tenant, lesson }: EvidenceTask): null {
  database.run('UPDATE lessons SET dirty = NULL WHERE tenant = ? AND lesson = ? AND dirty IS NOT NULL', tenant, lesson)
  return null
}

/** Oldest first: the first one leads. */
function patternsOf({ database }: Engine, { tenant, lesson }: EvidenceTask): readonly Row[] {
  const sql = 'SELECT * FROM patterns WHERE tenant = ? AND lesson = ? ORDER BY first_seen_ms, signature'
  return database.all(sql, tenant, lesson)
}

function versionOf({ database }: Engine, { tenant, lesson }: EvidenceTask): number | null {
  const row = database.get('SELECT version FROM lessons WHERE tenant = ? AND lesson = ?', tenant, lesson)
  return row === undefined ? null : integer(row, 'version')
}

interface Window extends CountWindow {
  readonly patterns: string
}

function windowOf(patterns: readonly number[], windowMs: number, nowMs: number): Window {
  return { patterns: JSON.stringify(patterns), ...countWindow(windowMs, nowMs) }
}

const inWindow = 'pattern IN (SELECT value FROM json_each(?)) AND width_ms = ? AND start_ms BETWEEN ? AND ?'

function valuesOf(window: Window, resolution = window.resolution): [string, number, number, number] {
  return [window.patterns, bucketMs[resolution], window.fromMs, window.toMs]
}

function sumsOf({ database }: Engine, window: Window): Row {
  const row = database.get(
    `SELECT coalesce(sum(usd), 0) AS usd,
       coalesce(sum(tokens), 0) AS tokens, coalesce(sum(seconds), 0) AS seconds, coalesce(sum(calls), 0) AS calls,
       coalesce(sum(approvals), 0) AS approvals, coalesce(sum(severity), 0) AS severity, coalesce(sum(completeness), 0) AS completeness
     FROM pattern_counts WHERE ${inWindow}`,
    ...valuesOf(window),
  )
  if (row === undefined) throw new Error('evidence: expected a row of sums, saw none')
  return row
}

/** A reviewer may have merged lessons of several agents: the denominator has the runs of all of them. */
type Owners = ReadonlyMap<string, Counted>

function ownersOf(tenant: string, patterns: readonly Row[]): Owners {
  const owners = new Map<string, Counted>()
  for (const row of patterns) {
    const [scope, agent]: [PatternScope, string] = [word(row, 'scope'), text(row, 'agent')]
    owners.set(JSON.stringify([scope, agent]), { tenant, scope, agent })
  }
  return owners
}

function lessonBuckets({ database }: Engine, window: Window): readonly LessonBucket[] {
  const sql = `SELECT scope, agent, start_ms, sum(c.runs) AS runs, max(c.runs) AS most_runs,
      sum(c.failed) AS failed, max(c.failed) AS most_failed
    FROM pattern_counts AS c JOIN patterns ON patterns.id = c.pattern
    WHERE ${inWindow} GROUP BY scope, agent, start_ms`
  return database.all(sql, ...valuesOf(window)).map((row) => ({
    owner: JSON.stringify([text(row, 'scope'), text(row, 'agent')]),
    startMs: integer(row, 'start_ms'),
    summed: { runs: integer(row, 'runs'), failed: integer(row, 'failed') },
    largest: { runs: integer(row, 'most_runs'), failed: integer(row, 'most_failed') },
  }))
}

function agentBuckets({ database }: Engine, owners: Owners, window: Window): readonly AgentBucket[] {
  const { resolution, fromMs, toMs } = window
  const sql = `SELECT start_ms, runs, failed FROM agent_counts
    WHERE tenant = ? AND scope = ? AND agent = ? AND width_ms = ? AND start_ms BETWEEN ? AND ?`
  return [...owners].flatMap(([owner, { tenant, scope, agent }]) =>
    database.all(sql, tenant, scope, agent, bucketMs[resolution], fromMs, toMs).map((row) => ({
      owner,
      startMs: integer(row, 'start_ms'),
      counted: { runs: integer(row, 'runs'), failed: integer(row, 'failed') },
    })),
  )
}

/** As far back as days are counted, which is what variants are counted over. */
function allRunsOf(engine: Engine, owners: Owners): number {
  return [...owners.values()]
    .map((owner) => agentRunsBetween(engine, owner, bucketMs.day, 0, Number.MAX_SAFE_INTEGER))
    .reduce((sum, runs) => sum + runs, 0)
}

interface Breakdown {
  of(dimension: Dimension): ReadonlyMap<string, number>
  total(dimension: string): number
}

function breakdownOf({ database }: Engine, window: Window): Breakdown {
  const maps = new Map<string, Map<string, number>>()
  const sql = `SELECT dimension, value, sum(runs) AS runs FROM breakdowns
    WHERE ${inWindow} AND dimension NOT IN ('variant', 'variant_remainder')
    GROUP BY dimension, value ORDER BY runs DESC, value`
  for (const row of database.all(sql, ...valuesOf(window))) {
    const dimension = text(row, 'dimension')
    const map = maps.get(dimension) ?? new Map<string, number>()
    maps.set(dimension, map.set(text(row, 'value'), integer(row, 'runs')))
  }
  const of = (dimension: string) => maps.get(dimension) ?? new Map<string, number>()
  return { of, total: (dimension) => [...of(dimension).values()].reduce((sum, runs) => sum + runs, 0) }
}

function startsIn({ database }: Engine, window: Window, resolution: Resolution): readonly number[] {
  const sql = `SELECT DISTINCT start_ms FROM pattern_counts WHERE ${inWindow}`
  return database.all(sql, ...valuesOf(window, resolution)).map((row) => integer(row, 'start_ms'))
}
