/** A trace with its chunks and run records, and what its tenant's slot has to know of them. */
import { hash } from 'node:crypto'
import { wholeMs } from '../../../count/whole-ms.ts'
import { reachMs } from '../../../pattern/window.ts'
import { dedupeHorizonMs } from '../../limits.ts'
import type { ChunkState, RunState, TraceRecord } from '../../state.ts'
import type { Arg } from '../client.ts'
import { partitions, placeOf } from '../keys.ts'
import { shortId } from '../tenant/short-id.ts'
import { agentKey } from '../tenant/tenant-keys.ts'
import { pack, packText } from '../traces/body.ts'
import { writeLedger } from '../traces/ledger.ts'
import { type Member, writeMembers } from '../traces/trace.ts'
import { type ImportParts, inSlot, partitionTag, tenantTag, wellFormedJson } from './import-parts.ts'

export interface TraceImport {
  trace(record: TraceRecord): void
  chunk(record: ChunkState): void
  run(record: RunState): void
  /** Facts that were cut or late are counted in a partition, whichever. */
  lost(tenant: string, cutFacts: number, lateFacts: number): void
  end(): void
}

interface Group {
  readonly head: TraceRecord
  readonly number: number
  readonly members: Member[]
}

export function createTraceImport(parts: ImportParts): TraceImport {
  const tallies = createTallies(parts)
  let group: Group | null = null
  let numbered = 0
  const endGroup = () => {
    if (group !== null) writeGroup(parts, group)
    group = null
  }
  return {
    trace: (record) => {
      const head = group?.head
      const isMember = record.head !== null && head?.traceId === record.head && head.tenant === record.tenant
      if (!isMember) endGroup()
      numbered += 1
      writeTrace(parts, record)
      if (isMember) group?.members.push({ ...member(record), number: numbered })
      else if (record.head === null) group = { head: record, number: numbered, members: [] }
      if (isMember || hasCalls(record)) register(parts, record, numbered)
      tallies.add(record)
    },
    chunk: (record) => writeChunk(parts, record),
    run: (record) => writeRun(parts, record),
    lost: tallies.lost,
    end: () => {
      endGroup()
      tallies.write()
    },
  }
}

function member({ traceId, firstReceivedMs }: TraceRecord) {
  return { traceId, firstReceivedMs }
}

function writeTrace({ writer, keys, lateWindowMs }: ImportParts, trace: TraceRecord): void {
  const place = placeOf(trace.tenant, trace.traceId)
  const tag = partitionTag(place)
  writer.add(tag, 'HSET', keys.trace(place), ...fieldsOf(trace))
  if (trace.dueMs !== null) writer.add(tag, 'ZADD', keys.partition(place.partition, 'due'), trace.dueMs, place.ref)
  const expiryMs = housekeepingMs(trace, lateWindowMs)
  if (expiryMs !== null) writer.add(tag, 'ZADD', keys.partition(place.partition, 'expiry'), expiryMs, place.ref)
  const { ledger: runs, fed, entries } = trace
  if (runs.length + fed.length + entries.length > 0) {
    writer.add(tag, 'HSET', keys.ledger(place), 'body', writeLedger({ runs, fed, entries }))
  }
}

function fieldsOf(trace: TraceRecord): readonly Arg[] {
  const { tenant, traceId, state, wantedMs, epoch, attempts, chunks, analyzed, spans, facts, bytes, cut } = trace
  const known = {
    ...{ tenant, id: traceId, state, wanted: wantedMs, epoch, attempts, chunks, analyzed, spans, facts, bytes, cut },
    ...{ again: bit(trace.again), rootEnded: bit(trace.rootEnded), opened: trace.openedMs, leased: 0 },
    ...{ first: trace.firstReceivedMs, last: trace.lastReceivedMs, calls: bit(hasCalls(trace)) },
  }
  const perhaps = {
    ...{ expired: trace.expired ? 1 : null, committed: trace.committedMs, head: trace.head, noRun: trace.noRun },
    ...{ failure: trace.failure, refused: trace.refused === null ? null : digestOf(trace.refused) },
  }
  const all: readonly (readonly [string, Arg | null])[] = [...Object.entries(known), ...Object.entries(perhaps)]
  return all.flatMap(([name, value]) => (value === null ? [] : [name, value]))
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0
}

/** An open trace gets its housekeeping with its next commit. */
function housekeepingMs(trace: TraceRecord, lateWindowMs: number): number | null {
  if (trace.state === 'open') return null
  if (trace.state === 'settled' && !trace.expired) return (trace.committedMs ?? 0) + lateWindowMs
  return Math.max(trace.committedMs ?? 0, trace.lastReceivedMs) + dedupeHorizonMs
}

function hasCalls({ pending, awaited }: TraceRecord): boolean {
  return pending.length + awaited.length > 0
}

/** Which traces continue the head, in its partition and in the joins of the tenant. */
function writeGroup(parts: ImportParts, { head, number, members }: Group): void {
  if (members.length === 0) return
  if (!hasCalls(head)) register(parts, head, number)
  const place = placeOf(head.tenant, head.traceId)
  parts.writer.add(partitionTag(place), 'HSET', parts.keys.trace(place), 'members', writeMembers(members))
  const joins = joinsOf(parts, head.tenant)
  joins('HSET', `m:${head.traceId}`, wellFormedJson(members.map(({ traceId }) => traceId)))
  for (const { traceId } of members) joins('HSET', `h:${traceId}`, head.traceId)
}

function joinsOf({ writer, keys }: ImportParts, tenant: string) {
  return (name: string, ...words: readonly Arg[]) =>
    writer.add(tenantTag(tenant), name, keys.tenant(tenant, 'joins'), ...words)
}

/** As register.lua has it. */
function register(parts: ImportParts, trace: TraceRecord, number: number): void {
  const { tenant, traceId, epoch, firstReceivedMs, pending, awaited } = trace
  const sides = [...pending.map((call) => ['p', call] as const), ...awaited.map((call) => ['a', call] as const)]
  const joins = joinsOf(parts, tenant)
  const registered = { e: epoch, f: firstReceivedMs, n: number, c: sides.map(([side, call]) => side + call) }
  joins('HSET', `t:${traceId}`, wellFormedJson(registered))
  joins('RAISE', 'n', number)
  const calls = parts.keys.tenant(tenant, 'calls')
  for (const [side, call] of sides) parts.writer.add(tenantTag(tenant), 'CALL', calls, call, side, traceId)
}

const digestBytes = 12

function digestOf(hex: string): string {
  return Buffer.from(hex, 'hex').subarray(0, digestBytes).toString('base64url')
}

function writeChunk({ writer, keys }: ImportParts, { tenant, traceId, sequence, digest, cut, text }: ChunkState): void {
  const place = placeOf(tenant, traceId)
  const body = Buffer.concat([Buffer.from(`${sequence},${cut};`), packText(text)])
  writer.add(partitionTag(place), 'HSET', keys.chunks(place), digestOf(digest), body)
}

function writeRun(parts: ImportParts, { tenant, traceId, frozen, record }: RunState): void {
  const { run, countedAtMs } = record
  const { writer, keys } = parts
  const place = placeOf(tenant, traceId)
  const tag = partitionTag(place)
  writer.add(tag, 'HSET', keys.runs(place), run.id, pack(record))
  if (frozen) writer.add(tag, 'OUTLIVE', keys.runs(place), keys.trace(place), Math.ceil(reachMs.day / 1000))
  const slot = inSlot(parts, tenant)
  const [id, agent, countedMs] = [shortId(run.id), agentKey('agent', run.agent), wholeMs(countedAtMs)]
  slot.add('HSET', 'runs', id, wellFormedJson([traceId, run.agent, run.outcome, countedMs, agent]))
  slot.add('ZADD', 'runsByTime', countedMs, id)
  slot.addAt('ZADD', ['ra', agent], countedMs, id)
  slot.addAt('ZADD', ['ro', run.outcome], countedMs, id)
}

type Tallied = Record<'open' | 'settled' | 'quarantined' | 'facts' | 'cutFacts' | 'lateFacts', number>

/** Gauges of partitions and of their tenants, which are written when all is known. */
function createTallies({ writer, keys }: ImportParts) {
  const counted = new Map<string, { readonly partition: number; readonly key: string; readonly tallied: Tallied }>()
  const count = (partition: number, key: string, name: keyof Tallied, by: number) => {
    const none = { open: 0, settled: 0, quarantined: 0, facts: 0, cutFacts: 0, lateFacts: 0 }
    const known = counted.get(key) ?? { partition, key, tallied: none }
    known.tallied[name] += by
    counted.set(key, known)
  }
  const countBoth = (partition: number, tenant: string, name: keyof Tallied, by: number) => {
    if (by === 0) return
    count(partition, keys.partition(partition, 'tallies'), name, by)
    count(partition, keys.share(partition, tenant, 'tallies'), name, by)
  }
  return {
    add: ({ tenant, traceId, state, facts }: TraceRecord) => {
      const { partition } = placeOf(tenant, traceId)
      countBoth(partition, tenant, state, 1)
      countBoth(partition, tenant, 'facts', facts)
    },
    lost: (tenant: string, cutFacts: number, lateFacts: number) => {
      const partition = hash('sha256', tenant, 'buffer').readUInt8(0) % partitions
      countBoth(partition, tenant, 'cutFacts', cutFacts)
      countBoth(partition, tenant, 'lateFacts', lateFacts)
    },
    write: () => {
      for (const { partition, key, tallied } of counted.values()) {
        writer.add(partitionTag({ partition }), 'HSET', key, ...Object.entries(tallied).flat())
      }
    },
  }
}
