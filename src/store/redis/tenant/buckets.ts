/** The count buckets and breakdowns of an owner (a pattern or an agent) within a range of time. */
import { bucketMs, type Resolution } from '../../../pattern/window.ts'
import { type Amounts, readAmounts } from './amounts.ts'
import { pairsOf } from './replies.ts'
import type { Slot } from './slot.ts'
import { agentKey, bucketsPerBreakdown, bucketsPerKey } from './tenant-keys.ts'

export type Owner = readonly ['p' | 'a', string | number]

export function agentOwner({ scope, agent }: { scope: 'agent' | 'service'; agent: string }): Owner {
  return ['a', agentKey(scope, agent)]
}

/** Starts of buckets, both ends included. */
export interface Range {
  readonly resolution: Resolution
  readonly fromMs: number
  readonly toMs: number
}

/** A range over periods of keys has at most so many. */
const periodsMax = 256

export async function bucketsIn(slot: Slot, owner: Owner, range: Range): Promise<ReadonlyMap<number, Amounts>> {
  const { resolution, fromMs, toMs } = range
  const widthMs = bucketMs[resolution]
  const keys = resolution === 'day' ? [[...owner, 'd']] : periodKeys(owner, resolution, fromMs, toMs)
  const replies = await Promise.all(keys.map((key) => slot.readAt('hgetall', key)))
  const found = replies.flatMap(pairsOf).map(([number, text]) => [Number(number) * widthMs, readAmounts(text)] as const)
  return new Map(found.filter(([startMs]) => startMs >= fromMs && startMs <= toMs))
}

function periodKeys(owner: Owner, resolution: 'minute' | 'hour', fromMs: number, toMs: number) {
  const periodMs = bucketMs[resolution] * bucketsPerKey[resolution]
  return periods(fromMs, toMs, periodMs).map((period) => [...owner, resolution === 'hour' ? 'h' : 'm', period])
}

function periods(fromMs: number, toMs: number, periodMs: number): readonly number[] {
  const [first, last] = [Math.floor(Math.max(0, fromMs) / periodMs), Math.floor(Math.max(0, toMs) / periodMs)]
  const count = Math.min(Math.max(0, last - first + 1), periodsMax)
  return Array.from({ length: count }, (_, index) => last - index)
}

/** What runs share, by value; and the runs that found no place. */
export interface Shared {
  readonly sources: Map<string, number>
  readonly releases: Map<string, number>
  readonly risks: Map<string, number>
  readonly severities: Map<string, number>
  sourceRemainder: number
}

export function nothingShared(): Shared {
  return { sources: new Map(), releases: new Map(), risks: new Map(), severities: new Map(), sourceRemainder: 0 }
}

const mapOf = { s: 'sources', r: 'releases', k: 'risks', y: 'severities' } as const

/** Adds what the buckets of one pattern within the range share. */
export async function addShared(slot: Slot, shared: Shared, pattern: number, range: Range): Promise<void> {
  const { resolution, fromMs, toMs } = range
  if (resolution === 'minute') return
  const [widthMs, letter] = [bucketMs[resolution], resolution === 'day' ? 'bd' : 'bh']
  const keys = periods(fromMs, toMs, widthMs * bucketsPerBreakdown[resolution])
  const replies = await Promise.all(keys.map((period) => slot.readAt('hgetall', ['p', pattern, letter, period])))
  for (const [field, runs] of replies.flatMap(pairsOf)) {
    const startMs = Number(field.slice(0, field.indexOf(':'))) * widthMs
    if (startMs >= fromMs && startMs <= toMs) addField(shared, field.slice(field.indexOf(':') + 1), Number(runs))
  }
}

/** `s:<source>` and the like; `s+` is the remainder of the sources. */
function addField(shared: Shared, place: string, runs: number): void {
  if (place === 's+') shared.sourceRemainder += runs
  const name = Object.entries(mapOf).find(([letter]) => place.startsWith(`${letter}:`))?.[1]
  if (name === undefined) return
  const value = place.slice(2)
  shared[name].set(value, (shared[name].get(value) ?? 0) + runs)
}
