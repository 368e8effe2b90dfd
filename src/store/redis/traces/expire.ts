/**
 * expire: drops facts whose late window is over, then traces past the dedupe horizon, a bounded piece of a partition at a
 * time. Traces that are joined keep their facts until the window of all of them is over, as they are judged together; the
 * head's go first, so that it is never judged anew without the others'.
 */
import { wholeMs } from '../../../count/whole-ms.ts'
import { reachMs } from '../../../pattern/window.ts'
import { dedupeHorizonMs } from '../../limits.ts'
import { type Place, partitions, placeOf } from '../keys.ts'
import { loadScript } from '../script.ts'
import { applyWritten } from './apply-rows.ts'
import type { TraceEngine } from './engine.ts'
import { readLedger } from './ledger.ts'
import { unregister } from './register.ts'
import { forgettingRows } from './rows-of.ts'
import { readTrace, type Trace } from './trace.ts'

const expireFactsScript = loadScript('expire-facts')
const expireTraceScript = loadScript('expire-trace')
const postponeScript = loadScript('postpone', 'moves')
const piece = 100
const piecesMax = 10_000
/** A group of which a trace is being judged is looked at again after this. */
const laterMs = 60_000

export async function expire(engine: TraceEngine, asked: number): Promise<void> {
  const nowMs = wholeMs(asked)
  for (let partition = 0; partition < partitions; partition += 1) {
    for (let round = 0; round < piecesMax; round += 1) {
      if (!(await expirePiece(engine, partition, nowMs))) break
    }
  }
}

/** Answers whether there may be more. What is kept is due for housekeeping later than now, so every piece is another. */
async function expirePiece(engine: TraceEngine, partition: number, nowMs: number): Promise<boolean> {
  const { client, keys } = engine
  const range = ['-inf', nowMs, 'BYSCORE', 'LIMIT', 0, piece] as const
  const refs = await client.read('zrange', keys.partition(partition, 'expiry'), ...range)
  if (!Array.isArray(refs) || refs.length === 0) return false
  await Promise.all(refs.map((ref) => keepHouse(engine, { partition, ref: String(ref) }, nowMs)))
  return true
}

async function keepHouse(engine: TraceEngine, place: Place, nowMs: number): Promise<void> {
  const trace = await read(engine, place)
  if (trace === null) return postpone(engine, place, null)
  const horizonMs = lastMs(trace) + dedupeHorizonMs
  if (trace.state === 'open') return expireFacts(engine, place, trace, nowMs)
  if (horizonMs <= nowMs) return forget(engine, place, trace, nowMs)
  if (trace.expired || trace.state === 'quarantined') return postpone(engine, place, horizonMs)
  const group = await groupOf(engine, trace)
  const untilMs = Math.max(...group.map((one) => keptUntilMs(engine, one, nowMs)))
  if (untilMs > nowMs) return postpone(engine, place, untilMs)
  for (const one of group) await dropFacts(engine, placeOf(one.tenant, one.traceId), one, nowMs)
}

/** The trace with all that it is joined with, the head first. */
async function groupOf(engine: TraceEngine, trace: Trace): Promise<readonly Trace[]> {
  const find = (traceId: string) => read(engine, placeOf(trace.tenant, traceId))
  const head = trace.head === null ? trace : await find(trace.head)
  if (head === null) return [trace]
  const members = await Promise.all(head.members.map((member) => find(member.traceId)))
  const group = [head, ...members.filter((one) => one !== null)]
  return group.some((one) => one.traceId === trace.traceId) ? group : [...group, trace]
}

function keptUntilMs({ limits }: TraceEngine, trace: Trace, nowMs: number): number {
  if (trace.expired || trace.state === 'quarantined') return 0
  return trace.state === 'open' ? nowMs + laterMs : (trace.committedMs ?? 0) + limits.lateWindowMs
}

function lastMs(trace: Trace): number {
  return Math.max(trace.committedMs ?? 0, trace.lastReceivedMs)
}

async function dropFacts(engine: TraceEngine, place: Place, trace: Trace, nowMs: number): Promise<void> {
  // First nobody may join it any more; a join that is under way finds the facts gone and is taken back.
  if (trace.hasCalls) await unregister(engine, trace.tenant, trace.traceId, 'calls')
  await expireFacts(engine, place, trace, nowMs)
}

async function expireFacts(engine: TraceEngine, place: Place, trace: Trace, nowMs: number): Promise<void> {
  const { client, keys, limits } = engine
  const { partition } = place
  await client.run(
    expireFactsScript,
    [
      keys.partition(partition, 'expiry'),
      keys.partition(partition, 'tallies'),
      keys.share(partition, trace.tenant, 'tallies'),
      keys.trace(place),
      keys.chunks(place),
    ],
    [place.ref, nowMs - limits.lateWindowMs, dedupeHorizonMs],
  )
}

async function forget(engine: TraceEngine, place: Place, trace: Trace, nowMs: number): Promise<void> {
  const { client, keys } = engine
  const { partition } = place
  const { tenant, traceId } = trace
  const rows = forgettingRows(traceId, nowMs, await readLedger(engine, place))
  if (trace.hasCalls || trace.head !== null || trace.members.length > 0)
    await unregister(engine, tenant, traceId, 'all')
  const answer = await client.run(
    expireTraceScript,
    [
      keys.partition(partition, 'expiry'),
      keys.partition(partition, 'unapplied'),
      keys.partition(partition, 'tallies'),
      keys.share(partition, tenant, 'tallies'),
      keys.share(partition, tenant, 'rows'),
      keys.trace(place),
      keys.chunks(place),
      keys.ledger(place),
      keys.runs(place),
    ],
    [
      place.ref,
      tenant,
      nowMs - dedupeHorizonMs,
      Math.ceil(reachMs.day / 1000),
      rows.length,
      ...rows.map((row) => JSON.stringify(row)),
    ],
  )
  const [kind, last, waiting] = Array.isArray(answer) ? answer : []
  if (kind !== 'forgotten') return
  engine.atPoint('expire:forgotten')
  await applyWritten(engine, { tenant, place, rows, last: Number(last), waiting: Number(waiting) }, null)
}

async function postpone({ client, keys }: TraceEngine, place: Place, untilMs: number | null): Promise<void> {
  const expiry = keys.partition(place.partition, 'expiry')
  await client.run(postponeScript, [expiry, keys.trace(place)], [place.ref, untilMs ?? ''])
}

async function read({ client, keys }: TraceEngine, place: Place): Promise<Trace | null> {
  const fields = await client.read('hgetall', keys.trace(place))
  return Array.isArray(fields) ? readTrace(fields) : null
}
