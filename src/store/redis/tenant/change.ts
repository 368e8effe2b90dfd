/**
 * What a row changes in its tenant's slot, in the words of scripts/tenant/apply.lua: ids short, names of agents as keys,
 * measures as the buckets they fall in.
 */
import { distinctMax, sharedBy } from '../../../count/breakdown-bounds.ts'
import type { AgentRun, Sighting } from '../../../count/ledger-units.ts'
import type { MeasureName } from '../../../run/baseline.ts'
import { measureNames } from '../../../run/baseline.ts'
import { baselineSubjects } from '../../../run/baseline-subjects.ts'
import { addValue, emptySketch } from '../../../run/sketch.ts'
import { short } from '../keys.ts'
import type { Changed, Feed, Row, RunEntry } from '../row.ts'
import { subjectKey } from './baseline-keys.ts'
import { shortId, sightingMember } from './short-id.ts'
import { agentKey, agentMember } from './tenant-keys.ts'

export function changeOf(row: Row): string {
  const change = {
    traceId: row.traceId,
    trace: shortId(row.traceId),
    traceKey: short(row.traceId),
    agentRuns: both(row.agentRuns, agentRunOf),
    sightings: both(row.sightings, (sighting) => sightingOf(sighting, row.traceId)),
    feeds: row.feeds.map(feedOf),
    runs: { gone: row.runs.gone.map(shortId), come: row.runs.come.map(runOf) },
    forgotten: row.forgotten,
  }
  return JSON.stringify(change, wellFormed)
}

/** Lone surrogates, which JSON in Lua refuses, become the replacement character. */
function wellFormed(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}

function both<T, U>({ gone, come }: Changed<T>, map: (one: T) => U): Changed<U> {
  return { gone: gone.map(map), come: come.map(map) }
}

function agentRunOf({ scope, agent, countedMs, failed }: AgentRun) {
  return [agentKey(scope, agent), agentMember(scope, agent), countedMs, failed ? 1 : 0]
}

function sightingOf(sighting: Sighting, traceId: string) {
  const { signature, lesson, runId, countedMs, explanation } = sighting
  return {
    ...{ signature, lesson, explanation, ms: countedMs },
    run: shortId(runId),
    member: sightingMember(runId, traceId),
    amounts: amountsOf(sighting),
    shared: { h: sharedOf(sighting, 'hour'), d: sharedOf(sighting, 'day') },
    record: recordOf(sighting),
  }
}

/** In the order of amounts.ts. */
function amountsOf({ failed, usd, tokens, seconds, calls, approvals, severity, completeness }: Sighting) {
  return [1, failed ? 1 : 0, usd, tokens, seconds, calls, approvals, severity, completeness]
}

const letters = { source: 's', release: 'r', risk: 'k', severity: 'y', variant: 'v' } as const

function sharedOf(sighting: Sighting, resolution: 'hour' | 'day') {
  return sharedBy(sighting, resolution).map(([dimension, value]) => {
    const place = [letters[dimension], distinctMax[dimension]]
    return dimension === 'variant' ? [...place, short(value), value] : [...place, value]
  })
}

function recordOf({ scope, agent, signal, bucket, locus, template, recovery }: Sighting) {
  return { scope, agent, signal, bucket, locus, template, recovery }
}

function runOf({ runId, agent, outcome, countedMs }: RunEntry) {
  return [shortId(runId), agent, outcome, countedMs, agentKey('agent', agent)]
}

function feedOf(feed: Feed) {
  const subjects = baselineSubjects(feed).map((subject) => [subject.scope[0], subjectKey(subject)])
  const fields = measureNames.flatMap((name, index) => fieldOf(feed, name, index))
  return [String(feed.hourMs), subjects, fields]
}

/** `<measure>:<bucket>`; bucket `z` has what is zero, and what is no number has none. */
function fieldOf({ measures }: Feed, name: MeasureName, index: number): readonly string[] {
  const value = measures[name]
  if (value === null) return []
  const { zeros, buckets } = addValue(emptySketch, value)
  const [bucket] = buckets[0] ?? []
  if (bucket !== undefined) return [`${index}:${bucket}`]
  return zeros > 0 ? [`${index}:z`] : []
}
