import { fromUnits, units } from '../../../count/units.ts'
import type { Exemplar, Pattern, Variant } from '../../../pattern/pattern.ts'
import { shownExemplars } from '../../evidence-parts.ts'
import { shownMax } from '../../limits.ts'
import { readAmounts } from './amounts.ts'
import { inPieces } from './in-pieces.ts'
import { type PatternRecord, patternRecords } from './pattern-record.ts'
import { pairsOf, textOrNull } from './replies.ts'
import { readSighting } from './short-id.ts'
import type { Slot } from './slot.ts'
import { agentKey } from './tenant-keys.ts'

/** Null also for a pattern all of whose runs were taken back. */
export async function getPattern(slot: Slot, signature: string): Promise<Pattern | null> {
  const [record] = await patternRecords(slot, [signature])
  return record === undefined || record.runs === 0 ? null : showPattern(slot, record)
}

export async function showPattern(slot: Slot, record: PatternRecord): Promise<Pattern> {
  const { id, ...shown } = record
  const [agentRuns, overall, exemplars] = await Promise.all([
    allRunsOf(slot, record),
    overallOf(slot, id),
    exemplarsOf(slot, [id]),
  ])
  return {
    tenant: slot.tenant,
    ...shownParts(shown),
    agentRuns,
    severityMax: overall.severityMax,
    variants: shownVariants([overall]),
    exemplars,
  }
}

/** Only what a pattern has by its contract: records may have more. */
function shownParts(record: Omit<PatternRecord, 'id'>) {
  const { signature, lesson, scope, agent, signal, bucket, locus, template } = record
  const { recovery, firstSeenMs, lastSeenMs, runs, explanation } = record
  return {
    ...{ signature, lesson, scope, agent, signal, bucket, locus, template },
    ...{ recovery, firstSeenMs, lastSeenMs, runs, explanation },
  }
}

/** Runs of the agent (or service) over all days. */
export async function allRunsOf(slot: Slot, { scope, agent }: PatternRecord): Promise<number> {
  const total = textOrNull(await slot.readAt('hget', ['a', agentKey(scope, agent), 'd'], 't'))
  return total === null ? 0 : readAmounts(total).runs
}

/** What runs of a pattern had in common, over all days. */
export interface Overall {
  readonly variants: ReadonlyMap<string, number>
  readonly severityMax: number
}

export async function overallOf(slot: Slot, pattern: number): Promise<Overall> {
  const pairs = pairsOf(await slot.readAt('hgetall', ['p', pattern, 'v']))
  const of = (letter: string) => pairs.filter(([name]) => name.startsWith(letter))
  const texts = new Map(of('t:').map(([name, text]) => [name.slice(2), text]))
  const severities = of('y:').map(([name]) => Number(name.slice(2)))
  return {
    variants: new Map(of('v:').map(([name, runs]) => [texts.get(name.slice(2)) ?? '', Number(runs)])),
    severityMax: fromUnits(Math.max(0, ...severities), units.severity),
  }
}

/** Most frequent first; equally frequent ones by their text, so that every store shows the same. */
export function shownVariants(overall: readonly Overall[]): readonly Variant[] {
  const sums = new Map<string, number>()
  for (const { variants } of overall)
    for (const [trajectory, runs] of variants) sums.set(trajectory, (sums.get(trajectory) ?? 0) + runs)
  return [...sums]
    .map(([trajectory, runs]) => ({ trajectory, runs }))
    .sort((a, b) => b.runs - a.runs || (a.trajectory < b.trajectory ? -1 : 1))
    .slice(0, shownMax)
}

/** Latest first, of those that can still be taken back and of those that no longer can. */
export async function exemplarsOf(slot: Slot, patterns: readonly number[]): Promise<readonly Exemplar[]> {
  const found = await inPieces(patterns, (id) => Promise.all([latestIn(slot, id, 'sg'), latestIn(slot, id, 'fz')]))
  return shownExemplars(found.flat(2))
}

async function latestIn(slot: Slot, pattern: number, sightings: 'sg' | 'fz'): Promise<readonly Exemplar[]> {
  const latest = await slot.readAt('zrevrange', ['p', pattern, sightings], 0, shownMax - 1, 'WITHSCORES')
  return pairsOf(latest).map(([member, ms]) => ({ ...readSighting(member), endMs: Number(ms) }))
}
