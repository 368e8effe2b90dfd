/** A pattern with what follows it, and agents: count buckets as the scripts of the tenant's slot keep them. */
import type { Dimension } from '../../../count/breakdown-bounds.ts'
import { bucketMs, type Resolution, resolutions } from '../../../pattern/window.ts'
import {
  type AgentState,
  type AmountName,
  amountNames,
  type CountsState,
  type PatternState,
  type SightingState,
  type StateKind,
  StateRefused,
} from '../../state.ts'
import type { RedisClient } from '../client.ts'
import { short } from '../keys.ts'
import { shortId, sightingMember } from '../tenant/short-id.ts'
import { agentKey, agentMember, bucketsPerBreakdown, bucketsPerKey, slotOf } from '../tenant/tenant-keys.ts'
import { tenantScript } from '../tenant/tenant-script.ts'
import { type ImportParts, type InSlot, inSlot, tenantTag, wellFormedJson } from './import-parts.ts'

const refreshPattern = tenantScript('../../state/refresh-pattern')

/** How long keys stay after a write: as scripts/tenant/shared has it. */
const keptMs = { minute: 72_000_000, hour: 1_468_800_000, day: 8_640_000_000 } as const
const breakdownKeptMs = { hour: 950_400_000, day: 9_504_000_000 } as const
const carriedKeptMs = 5_184_000_000
const explanationsKept = 8

export function importAgent(parts: ImportParts, { tenant, scope, agent, lastMs, counts }: AgentState): void {
  const slot = inSlot(parts, tenant)
  const key = agentKey(scope, agent)
  slot.add('ZADD', 'agents', lastMs, agentMember(scope, agent))
  const days: (readonly number[])[] = []
  for (const resolution of resolutions) {
    for (const [startMs, ...amounts] of counts[resolution]) {
      writeBucket(slot, ['a', key], { resolution, startMs, amounts })
      if (resolution === 'day') days.push(amounts)
    }
  }
  writeTotal(slot, ['a', key], days)
}

interface Bucket {
  readonly resolution: Resolution
  readonly startMs: number
  readonly amounts: readonly number[]
}

type Owner = readonly [letter: string, id: string | number]

const letterOf = { minute: 'm', hour: 'h', day: 'd' } as const

function writeBucket(slot: InSlot, owner: Owner, { resolution, startMs, amounts }: Bucket): void {
  const number = Math.floor(startMs / bucketMs[resolution])
  const period = resolution === 'day' ? [] : [Math.floor(number / bucketsPerKey[resolution])]
  const key = [...owner, letterOf[resolution], ...period]
  slot.addAt('HSET', key, String(number), amounts.join(','))
  slot.addAt('PEXPIRE', key, keptMs[resolution])
}

/** The sums over all days. */
function writeTotal(slot: InSlot, owner: Owner, days: readonly (readonly number[])[]): void {
  const [first = []] = days
  if (days.length === 0) return
  const sums = first.map((_, index) => days.reduce((sum, amounts) => sum + (amounts[index] ?? 0), 0))
  slot.addAt('HSET', [...owner, 'd'], 't', sums.join(','))
}

export interface PatternImport {
  /** To be told the kind of every record, before it is taken: with what follows it a pattern is whole. */
  before(kind: StateKind): Promise<void>
  pattern(record: PatternState): void
  counts(record: CountsState): void
  sighting(record: SightingState): void
}

interface Current {
  readonly state: PatternState
  readonly id: number
  readonly slot: InSlot
  readonly days: (readonly number[])[]
  /** Over all days: how many runs had a variant or a severity. */
  readonly totals: Map<string, number>
  /** Sightings that can be taken back. */
  live: number
}

export function createPatternImport(parts: ImportParts, client: RedisClient): PatternImport {
  let current: Current | null = null
  let numbered = 0
  const of = ({ tenant, signature }: CountsState | SightingState): Current => {
    if (current?.state.tenant === tenant && current.state.signature === signature) return current
    throw new StateRefused('counts and sightings have to follow their pattern')
  }
  return {
    before: async (kind) => {
      if (current === null || kind === 'counts' || kind === 'sighting') return
      await endPattern(parts, client, current)
      current = null
    },
    pattern: (state) => {
      numbered += 1
      const slot = inSlot(parts, state.tenant)
      current = { state, slot, id: numbered, days: [], totals: new Map(), live: 0 }
      writePattern(current)
    },
    counts: (record) => writeCounts(of(record), record),
    sighting: (record) => writeSighting(of(record), record),
  }
}

function writePattern({ state, slot, id }: Current): void {
  const { signature, lesson, scope, agent, signal, bucket, locus, template, recovery } = state
  const { frozenFirstMs, frozenLastMs } = state
  const frozen = {
    ...(frozenFirstMs === null ? {} : { frozenFirst: frozenFirstMs }),
    ...(frozenLastMs === null ? {} : { frozenLast: frozenLastMs }),
  }
  const record = { scope, agent, signal, bucket, locus, template, recovery, id, ...frozen }
  slot.add('HSET', 'patterns', signature, wellFormedJson(record))
  slot.add('HSET', 'explanations', signature, state.explanation)
  slot.add('HSET', 'lessonOf', signature, lesson)
  slot.add('ZADD', 'members', 0, `${lesson}\u0000${signature}`)
  slot.add('ZADD', 'byFirst', state.firstSeenMs, signature)
  slot.add('ZADD', 'byLast', state.lastSeenMs, signature)
  slot.add('RAISE', 'meta', 'patterns', id)
}

function writeCounts({ slot, id, days, totals }: Current, { resolution, startMs, amounts, shared }: CountsState): void {
  const listed = amountNames.map((name: AmountName) => amounts[name])
  writeBucket(slot, ['p', id], { resolution, startMs, amounts: listed })
  if (resolution === 'day') days.push(listed)
  if (resolution === 'minute' || shared.length === 0) return
  const number = Math.floor(startMs / bucketMs[resolution])
  const key = ['p', id, resolution === 'day' ? 'bd' : 'bh', Math.floor(number / bucketsPerBreakdown[resolution])]
  const distinct = new Map<string, number>()
  for (const [dimension, value, runs] of shared) {
    const letter = letters[dimension]
    if (value === null) {
      slot.addAt('HSET', key, `${number}:${letter}+`, runs)
      continue
    }
    const named = dimension === 'variant' ? short(value) : value
    slot.addAt('HSET', key, `${number}:${letter}:${named}`, runs)
    distinct.set(letter, (distinct.get(letter) ?? 0) + 1)
    if (resolution !== 'day' || (dimension !== 'variant' && dimension !== 'severity')) continue
    totals.set(`${letter}:${named}`, (totals.get(`${letter}:${named}`) ?? 0) + runs)
    if (dimension === 'variant') slot.addAt('HSET', ['p', id, 'v'], `t:${named}`, value)
  }
  for (const [letter, values] of distinct) slot.addAt('HSET', key, `${number}:${letter}#`, values)
  slot.addAt('PEXPIRE', key, breakdownKeptMs[resolution])
}

const letters = {
  source: 's',
  release: 'r',
  risk: 'k',
  severity: 'y',
  variant: 'v',
} as const satisfies Record<Dimension, string>

function writeSighting(current: Current, sighting: SightingState): void {
  const { slot, id, state } = current
  const { traceId, runId, countedMs, frozen, explanation } = sighting
  const [run, member] = [shortId(runId), sightingMember(runId, traceId)]
  if (frozen) {
    slot.addAt('FREEZE', ['p', id, 'fz'], member, countedMs, slot.keyOf('runReferences'), run)
  } else {
    slot.addAt('ZADD', ['p', id, 'sg'], countedMs, member)
    slot.addAt('CARRY', ['c', short(traceId)], run, state.signature)
    slot.addAt('PEXPIRE', ['c', short(traceId)], carriedKeptMs)
    current.live += 1
  }
  if (explanation !== null && (frozen || current.live <= explanationsKept)) {
    slot.addAt('HSET', ['p', id, 'ex'], member, explanation)
  }
}

async function endPattern({ writer, keys }: ImportParts, client: RedisClient, current: Current): Promise<void> {
  const { state, slot, id, days, totals } = current
  writeTotal(slot, ['p', id], days)
  if (days.length > 0) slot.addAt('PEXPIRE', ['p', id, 'd'], keptMs.day)
  for (const [field, runs] of totals) slot.addAt('HSET', ['p', id, 'v'], field, runs)
  await writer.flush(tenantTag(state.tenant))
  const { keys: fixed, prefix } = slotOf(keys, state.tenant)
  await client.run(refreshPattern, fixed, [prefix, state.signature])
}
