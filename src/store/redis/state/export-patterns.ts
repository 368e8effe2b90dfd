import type { Dimension } from '../../../count/breakdown-bounds.ts'
import { bucketMs, type Resolution } from '../../../pattern/window.ts'
import type {
  AgentCount,
  AgentState,
  CountsState,
  PatternState,
  RunState,
  SharedState,
  SightingState,
  StateRecord,
} from '../../state.ts'
import { storedJson } from '../../stored-json.ts'
import { placeOf } from '../keys.ts'
import { loadScript } from '../script.ts'
import { type Amounts, readAmounts } from '../tenant/amounts.ts'
import { inPieces } from '../tenant/in-pieces.ts'
import { type PatternRecord, patternRecords } from '../tenant/pattern-record.ts'
import { listOf, pairsOf, textOf, textOrNull, textsOf } from '../tenant/replies.ts'
import type { RunRecords } from '../tenant/run-records.ts'
import { longId, readSighting } from '../tenant/short-id.ts'
import type { Slot } from '../tenant/slot.ts'
import { agentKey, bucketsPerBreakdown, bucketsPerKey } from '../tenant/tenant-keys.ts'
import type { TraceEngine } from '../traces/engine.ts'
import type { SubjectNames } from './subject-names.ts'

const readOwner = loadScript('../state/read-owner', 'reads')
const piece = 200

interface Owned {
  readonly counts: Readonly<Record<Resolution, readonly (readonly [startMs: number, amounts: Amounts])[]>>
  readonly dayPeriods: readonly string[]
  readonly hourPeriods: readonly string[]
}

/** `owner`: `p` or `a` and what stands for it in keys. */
async function ownedBy(engine: TraceEngine, slot: Slot, owner: readonly [string, string | number]): Promise<Owned> {
  const { client, keys } = engine
  const widths = [bucketsPerKey.minute, bucketsPerKey.hour, bucketsPerBreakdown.day, bucketsPerBreakdown.hour]
  const prefix = keys.tenant(slot.tenant, ...owner, '')
  const reply = await client.run(readOwner, [keys.tenant(slot.tenant, ...owner, 'd')], [prefix, ...widths])
  const [days = null, hours = null, minutes = null, dayPeriods = null, hourPeriods = null] = listOf(reply)
  const of = (words: typeof days, resolution: Resolution) =>
    pairsOf(words)
      .filter(([number]) => number !== 't')
      .map(([number, text]) => [Number(number) * bucketMs[resolution], readAmounts(text)] as const)
      .sort(([a], [b]) => a - b)
  return {
    counts: { day: of(days, 'day'), hour: of(hours, 'hour'), minute: of(minutes, 'minute') },
    dayPeriods: textsOf(dayPeriods),
    hourPeriods: textsOf(hourPeriods),
  }
}

export async function* agentStates(engine: TraceEngine, slot: Slot, names: SubjectNames): AsyncGenerator<AgentState> {
  for (let from = 0; ; from += piece) {
    const agents = pairsOf(await slot.read('zrange', 'agents', from, from + piece - 1, 'WITHSCORES'))
    yield* await inPieces(agents, async ([member, lastMs]): Promise<AgentState> => {
      const scope = member.startsWith('a') ? 'agent' : 'service'
      const agent = member.slice(1)
      names.add(slot.tenant, scope === 'agent' ? { scope, agent } : { scope, service: agent })
      const { counts } = await ownedBy(engine, slot, ['a', agentKey(scope, agent)])
      const of = (resolution: Resolution) =>
        counts[resolution].map(([startMs, { runs, failed }]): AgentCount => [startMs, runs, failed])
      return {
        ...{ kind: 'agent', tenant: slot.tenant, scope, agent, lastMs: Number(lastMs) },
        counts: { minute: of('minute'), hour: of('hour'), day: of('day') },
      }
    })
    if (agents.length < piece) return
  }
}

export async function* patternStates(engine: TraceEngine, slot: Slot): AsyncGenerator<StateRecord> {
  for (let from = 0; ; from += piece) {
    const signatures = textsOf(await slot.read('zrange', 'byFirst', from, from + piece - 1))
    const frozen = await frozenTimes(slot, signatures)
    for (const record of await patternRecords(slot, signatures)) {
      yield patternState(slot, record, frozen.get(record.signature) ?? {})
      yield* countsStates(engine, slot, record)
      yield* sightingStates(slot, record, 'sg')
      yield* sightingStates(slot, record, 'fz')
    }
    if (signatures.length < piece) return
  }
}

interface FrozenTimes {
  readonly frozenFirst?: number
  readonly frozenLast?: number
}

async function frozenTimes(slot: Slot, signatures: readonly string[]): Promise<ReadonlyMap<string, FrozenTimes>> {
  if (signatures.length === 0) return new Map()
  const found = listOf(await slot.read('hmget', 'patterns', ...signatures))
  return new Map(
    signatures.map((signature, index) => {
      const times: FrozenTimes = storedJson(textOrNull(found[index]) ?? '{}')
      return [signature, times]
    }),
  )
}

function patternState(slot: Slot, record: PatternRecord, times: FrozenTimes): PatternState {
  const { signature, lesson, scope, agent, signal, bucket, locus, template, recovery, explanation } = record
  const { firstSeenMs, lastSeenMs } = record
  return {
    ...{ kind: 'pattern', tenant: slot.tenant, signature, lesson, scope, agent, signal, bucket, locus, template },
    ...{ recovery, explanation, firstSeenMs, lastSeenMs },
    frozenFirstMs: times.frozenFirst ?? null,
    frozenLastMs: times.frozenLast ?? null,
  }
}

async function* countsStates(engine: TraceEngine, slot: Slot, record: PatternRecord): AsyncGenerator<CountsState> {
  const { tenant } = slot
  const { signature, id } = record
  const owned = await ownedBy(engine, slot, ['p', id])
  const variants = new Map(
    pairsOf(await slot.readAt('hgetall', ['p', id, 'v']))
      .filter(([name]) => name.startsWith('t:'))
      .map(([name, text]) => [name.slice(2), text]),
  )
  const shared = {
    minute: new Map<number, SharedState[]>(),
    hour: await sharedIn(slot, ['p', id, 'bh'], owned.hourPeriods, 'hour', variants),
    day: await sharedIn(slot, ['p', id, 'bd'], owned.dayPeriods, 'day', variants),
  }
  for (const resolution of ['minute', 'hour', 'day'] as const) {
    for (const [startMs, amounts] of owned.counts[resolution]) {
      const its = shared[resolution].get(startMs) ?? []
      yield { kind: 'counts', tenant, signature, resolution, startMs, amounts, shared: its }
    }
  }
}

async function sharedIn(
  slot: Slot,
  key: readonly (string | number)[],
  periods: readonly string[],
  resolution: 'hour' | 'day',
  variants: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<number, SharedState[]>> {
  const found = new Map<number, SharedState[]>()
  for (const period of periods) {
    for (const [field, runs] of pairsOf(await slot.readAt('hgetall', [...key, period]))) {
      const end = field.indexOf(':')
      const shared = sharedState(field.slice(end + 1), Number(runs), variants)
      if (shared === null) continue
      const startMs = Number(field.slice(0, end)) * bucketMs[resolution]
      found.set(startMs, [...(found.get(startMs) ?? []), shared])
    }
  }
  return found
}

const dimensionOf: ReadonlyMap<string, Dimension> = new Map([
  ['s', 'source'],
  ['r', 'release'],
  ['k', 'risk'],
  ['y', 'severity'],
  ['v', 'variant'],
])

/** `s:<source>`, `s+` for what found no place, `s#` for how many there are. */
function sharedState(place: string, runs: number, variants: ReadonlyMap<string, string>): SharedState | null {
  const dimension = dimensionOf.get(place.slice(0, 1))
  const mark = place.slice(1, 2)
  if (dimension === undefined || mark === '#') return null
  if (mark === '+') return [dimension, null, runs]
  const value = place.slice(2)
  return [dimension, dimension === 'variant' ? (variants.get(value) ?? '') : value, runs]
}

async function* sightingStates(
  slot: Slot,
  { id, signature }: PatternRecord,
  set: 'sg' | 'fz',
): AsyncGenerator<SightingState> {
  for (let from = 0; ; from += piece) {
    const found = pairsOf(await slot.readAt('zrevrange', ['p', id, set], from, from + piece - 1, 'WITHSCORES'))
    const members = found.map(([member]) => member)
    const told = members.length === 0 ? [] : listOf(await slot.readAt('hmget', ['p', id, 'ex'], ...members))
    for (const [index, [member, ms]] of found.entries()) {
      const explanation = textOrNull(told[index])
      const named = { kind: 'sighting', tenant: slot.tenant, signature, ...readSighting(member) } as const
      yield { ...named, countedMs: Number(ms), frozen: set === 'fz', explanation }
    }
    if (found.length < piece) return
  }
}

/** Runs that patterns show and whose trace is forgotten. */
export async function* frozenRunStates(
  { client, keys }: TraceEngine,
  slot: Slot,
  records: RunRecords,
): AsyncGenerator<RunState> {
  const { tenant } = slot
  for (const run of textsOf(await slot.read('hkeys', 'runReferences'))) {
    const text = textOrNull(await slot.read('hget', 'runs', run))
    if (text === null) continue
    const [owner]: readonly unknown[] = storedJson(text)
    const traceId = textOf(typeof owner === 'string' ? owner : null)
    if ((await client.read('hget', keys.trace(placeOf(tenant, traceId)), 'id')) !== null) continue
    const [record] = await records.read(tenant, [{ traceId, runId: longId(run) }])
    if (record !== null && record !== undefined) yield { kind: 'run', tenant, traceId, frozen: true, record }
  }
}
