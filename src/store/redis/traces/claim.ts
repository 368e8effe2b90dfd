/**
 * claim: takes due traces of all partitions under a lease, earliest first, with their facts and those of the traces that
 * continue them. A trace that has been claimed again and again without a commit comes alone, lest it take others down
 * with it.
 */
import { randomBytes } from 'node:crypto'
import { wholeMs } from '../../../count/whole-ms.ts'
import type { ClaimedTrace, ClaimRequest } from '../../contract.ts'
import { attemptsMax, claimsMax, suspectAfterAttempts } from '../../limits.ts'
import { type Place, placeOf } from '../keys.ts'
import { loadScript } from '../script.ts'
import { readChunks } from './chunks.ts'
import type { TraceEngine } from './engine.ts'
import { unregister } from './register.ts'
import { type Member, readMembers, readTrace, type Trace } from './trace.ts'

const claimScript = loadScript('claim', 'moves')
/** Other claimers may be quicker as often before this one is content with nothing. */
const roundsMax = 3

export async function claim(engine: TraceEngine, request: ClaimRequest): Promise<readonly ClaimedTrace[]> {
  const nowMs = wholeMs(request.nowMs)
  // Lies after any claim's now, even one that asks for everything (nowMs Infinity).
  const leaseEndMs = nowMs + Math.max(1, wholeMs(request.leaseMs))
  const limit = Math.min(claimsMax, Math.max(1, Math.trunc(request.limit) || 1))
  for (let round = 0; round < roundsMax; round += 1) {
    const waiting = await waitingTraces(engine, nowMs, limit)
    if (waiting.length === 0) return []
    const chosen = choose(waiting, engine.limits.claimBytes)
    const taken = await Promise.all(chosen.map((one) => take(engine, one, nowMs, leaseEndMs)))
    seeWhoWasQuicker(engine, chosen, taken)
    const claims = taken.filter((trace) => trace !== null)
    if (claims.length === 0) continue
    engine.atPoint('claim:after')
    return Promise.all(claims.map((trace) => withFacts(engine, trace)))
  }
  return []
}

/** One that was won tells more than one that was lost: where both came, nobody was quicker. */
function seeWhoWasQuicker({ others }: TraceEngine, chosen: readonly Waiting[], taken: readonly (Trace | null)[]): void {
  for (const { place } of chosen.filter((_, index) => taken[index] === null)) others.lost(place.partition)
  for (const { place } of chosen.filter((_, index) => taken[index] !== null)) others.won(place.partition)
}

interface Due {
  readonly place: Place
  readonly dueMs: number
}

interface Waiting extends Due {
  readonly tenant: string
  readonly attempts: number
  /** Of its facts and of those of the traces that continue it. */
  readonly bytes: number
}

async function waitingTraces(engine: TraceEngine, nowMs: number, limit: number): Promise<readonly Waiting[]> {
  const due = await dueTraces(engine, nowMs, limit)
  const waiting = await Promise.all(due.map((one) => lookAt(engine, one)))
  return waiting.filter((one) => one !== null)
}

/** Earliest first. Where many partitions have some, few of each are asked for, as only `limit` are wanted. */
async function dueTraces(engine: TraceEngine, nowMs: number, limit: number): Promise<readonly Due[]> {
  const { client, keys, due, others } = engine
  const partitions = await duePartitions(engine, nowMs)
  const each = Math.min(limit, Math.max(8, Math.ceil((4 * limit) / Math.max(1, partitions.length))))
  const lists = await Promise.all(
    partitions.map(async (partition) => {
      const range = ['-inf', nowMs, 'BYSCORE', 'LIMIT', 0, each, 'WITHSCORES'] as const
      const answer = await client.read('zrange', keys.partition(partition, 'due'), ...range)
      const found = readDue(partition, Array.isArray(answer) ? answer : [])
      if (found.length > 0) return found
      due.changed(partition)
      others.lost(partition)
      return []
    }),
  )
  return lists
    .flat()
    .sort((a, b) => a.dueMs - b.dueMs || (a.place.ref < b.place.ref ? -1 : 1))
    .slice(0, limit)
}

async function duePartitions({ due, others }: TraceEngine, nowMs: number): Promise<readonly number[]> {
  const isLeft = (partition: number, dueMs: number | undefined) => others.leaves(partition, dueMs, nowMs)
  const earliest = [...(await due.look(isLeft))]
  return earliest.filter(([number, dueMs]) => dueMs <= nowMs && !isLeft(number, dueMs)).map(([number]) => number)
}

function readDue(partition: number, answer: readonly unknown[]): readonly Due[] {
  const found: Due[] = []
  for (let at = 0; at + 1 < answer.length; at += 2)
    found.push({ place: { partition, ref: String(answer[at]) }, dueMs: Number(answer[at + 1]) })
  return found
}

async function lookAt(engine: TraceEngine, due: Due): Promise<Waiting | null> {
  const { client, keys } = engine
  const names = ['tenant', 'attempts', 'bytes', 'members'] as const
  const answer = await client.read('hmget', keys.trace(due.place), ...names)
  const [tenant, attempts, bytes, members] = Array.isArray(answer) ? answer : []
  if (typeof tenant !== 'string') return null
  const others = await Promise.all(readMembers(String(members ?? '')).map((one) => bytesOf(engine, tenant, one)))
  return {
    ...due,
    tenant,
    attempts: Number(attempts ?? 0),
    bytes: others.reduce((sum, one) => sum + one, Number(bytes ?? 0)),
  }
}

async function bytesOf({ client, keys }: TraceEngine, tenant: string, { traceId }: Member): Promise<number> {
  return Number((await client.read('hget', keys.trace(placeOf(tenant, traceId)), 'bytes')) ?? 0)
}

/** As many as fit the bytes of a claim, the first one always; a suspect comes alone. */
function choose(waiting: readonly Waiting[], bytesMax: number): readonly Waiting[] {
  const chosen: Waiting[] = []
  let bytes = 0
  for (const one of waiting) {
    const dead = one.attempts >= attemptsMax
    const suspect = !dead && one.attempts >= suspectAfterAttempts
    if (bytes > 0 && (suspect || bytes + one.bytes > bytesMax)) break
    chosen.push(one)
    bytes += dead ? 0 : Math.max(1, one.bytes)
    if (suspect) break
  }
  return chosen
}

async function take(engine: TraceEngine, one: Waiting, nowMs: number, leaseEndMs: number): Promise<Trace | null> {
  const { client, keys } = engine
  const { partition, ref } = one.place
  const answer = await client.run(
    claimScript,
    [
      keys.partition(partition, 'due'),
      keys.partition(partition, 'expiry'),
      keys.partition(partition, 'tallies'),
      keys.share(partition, one.tenant, 'tallies'),
      keys.trace(one.place),
    ],
    [ref, nowMs, leaseEndMs, attemptsMax, randomBytes(8).toString('base64url')],
  )
  engine.due.changed(partition)
  const [kind, fields] = Array.isArray(answer) ? answer : []
  if (kind === 'quarantined') await forgetCalls(engine, one)
  return kind === 'claimed' && Array.isArray(fields) ? readTrace(fields) : null
}

/** Nobody joins a quarantined trace. */
async function forgetCalls(engine: TraceEngine, { tenant, place }: Waiting): Promise<void> {
  const id = await engine.client.read('hget', engine.keys.trace(place), 'id')
  if (typeof id === 'string') await unregister(engine, tenant, id, 'calls')
}

async function withFacts(engine: TraceEngine, trace: Trace): Promise<ClaimedTrace> {
  const { facts, upTo } = await readChunks(engine, placeOf(trace.tenant, trace.traceId))
  const { continuations, cut } = await continuationsOf(engine, trace)
  return {
    tenant: trace.tenant,
    traceId: trace.traceId,
    epoch: trace.epoch,
    facts,
    upTo: Math.max(upTo, trace.chunks),
    continuations,
    continues: trace.head,
    cutFacts: trace.cut + cut,
    firstReceivedMs: trace.firstReceivedMs,
    lastReceivedMs: trace.lastReceivedMs,
  }
}

type Continuations = ClaimedTrace['continuations']

/** What of them is over the bytes of a claim is left out, and counted as cut. */
async function continuationsOf(
  engine: TraceEngine,
  trace: Trace,
): Promise<{ continuations: Continuations; cut: number }> {
  let bytes = trace.bytes
  let cut = 0
  const continuations: Continuations[number][] = []
  for (const { traceId } of trace.members) {
    const place = placeOf(trace.tenant, traceId)
    const fields = await engine.client.read('hgetall', engine.keys.trace(place))
    const next = Array.isArray(fields) ? readTrace(fields) : null
    if (next === null) continue
    const fits = bytes + next.bytes <= engine.limits.claimBytes
    bytes += fits ? next.bytes : 0
    cut += fits ? next.cut : next.cut + next.facts
    const kept = fits ? await readChunks(engine, place) : { facts: [], upTo: 0 }
    continuations.push({ traceId, facts: kept.facts, upTo: Math.max(kept.upTo, next.chunks) })
  }
  return { continuations, cut }
}
