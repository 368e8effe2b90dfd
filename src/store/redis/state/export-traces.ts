import type { ChunkState, RunState, StateRecord, TraceRecord } from '../../state.ts'
import { StateRefused } from '../../state.ts'
import { storedJson } from '../../stored-json.ts'
import type { RawReply } from '../client.ts'
import { type Place, placeOf } from '../keys.ts'
import { inPieces } from '../tenant/in-pieces.ts'
import { listOf, luaList, numberOrNull, pairsOf, textOrNull, textsOf } from '../tenant/replies.ts'
import { shortId } from '../tenant/short-id.ts'
import type { Slot, SlotOf } from '../tenant/slot.ts'
import { unpackText } from '../traces/body.ts'
import type { TraceEngine } from '../traces/engine.ts'
import { type Ledger, readLedger } from '../traces/ledger.ts'
import { readTrace, type Trace } from '../traces/trace.ts'
import type { SubjectNames } from './subject-names.ts'

const pieceRefs = 200

/** The traces of a partition that continue none, with those that continue them wherever these are. */
export async function* traceStates(
  engine: TraceEngine,
  slotOf: SlotOf,
  partition: number,
  names: SubjectNames,
): AsyncGenerator<StateRecord> {
  for await (const refs of refsIn(engine, partition)) {
    const found = await inPieces(refs, (ref) => seenAt(engine, { partition, ref }))
    for (const seen of found) {
      if (seen === null || (await comesWithHead(engine, seen.trace))) continue
      yield* oneTrace(engine, slotOf, seen, names)
      for (const { traceId } of seen.trace.members) {
        const member = await seenAt(engine, placeOf(seen.trace.tenant, traceId))
        if (member?.trace.head === seen.trace.traceId) yield* oneTrace(engine, slotOf, member, names)
      }
    }
  }
}

/** Every trace waits to be judged, or for its housekeeping. */
async function* refsIn({ client, keys }: TraceEngine, partition: number): AsyncGenerator<readonly string[]> {
  const [due, expiry] = [keys.partition(partition, 'due'), keys.partition(partition, 'expiry')]
  for (let from = 0; ; from += pieceRefs) {
    const refs = textsOf(await client.read('zrange', due, from, from + pieceRefs - 1))
    yield refs
    if (refs.length < pieceRefs) break
  }
  for (let from = 0; ; from += pieceRefs) {
    const refs = textsOf(await client.read('zrange', expiry, from, from + pieceRefs - 1))
    const scores = refs.length === 0 ? [] : listOf(await client.read('zmscore', due, ...refs))
    yield refs.filter((_, index) => scores[index] === null)
    if (refs.length < pieceRefs) break
  }
}

interface Seen {
  readonly place: Place
  readonly trace: Trace
  readonly fields: ReadonlyMap<string, string>
  readonly dueMs: number | null
}

async function seenAt({ client, keys }: TraceEngine, place: Place): Promise<Seen | null> {
  const [reply, due] = await Promise.all([
    client.read('hgetall', keys.trace(place)),
    client.read('zscore', keys.partition(place.partition, 'due'), place.ref),
  ])
  const trace = Array.isArray(reply) ? readTrace(reply) : null
  return trace === null ? null : { place, trace, fields: new Map(pairsOf(reply)), dueMs: numberOrNull(due) }
}

async function comesWithHead(engine: TraceEngine, { tenant, traceId, head }: Trace): Promise<boolean> {
  if (head === null) return false
  const seen = await seenAt(engine, placeOf(tenant, head))
  return seen?.trace.head === null && seen.trace.members.some((member) => member.traceId === traceId)
}

async function* oneTrace(
  engine: TraceEngine,
  slotOf: SlotOf,
  seen: Seen,
  names: SubjectNames,
): AsyncGenerator<StateRecord> {
  const ledger = await readLedger(engine, seen.place)
  for (const run of ledger.runs) names.see(seen.trace.tenant, run)
  yield await traceState(engine, seen, ledger)
  yield* chunkStates(engine, seen)
  yield* runStates(engine, slotOf(seen.trace.tenant), seen.trace, ledger)
}

async function traceState(engine: TraceEngine, { trace, fields, dueMs }: Seen, ledger: Ledger): Promise<TraceRecord> {
  const { tenant, traceId, state, epoch, attempts, chunks, analyzed, spans, facts, bytes, cut, expired } = trace
  const { firstReceivedMs, lastReceivedMs, committedMs, head, noRun, failure } = trace
  const number = (name: string, otherwise: number) => Number(fields.get(name) ?? otherwise)
  const refused = fields.get('refused')
  return {
    ...{ kind: 'trace', tenant, traceId, state, dueMs, epoch, attempts, chunks, analyzed, spans, facts, bytes, cut },
    ...{ expired, firstReceivedMs, lastReceivedMs, committedMs, head, noRun, failure },
    wantedMs: number('wanted', firstReceivedMs),
    again: fields.get('again') === '1',
    rootEnded: fields.get('rootEnded') === '1',
    openedMs: number('opened', firstReceivedMs),
    refused: refused === undefined ? null : hexOf(refused),
    ...(trace.hasCalls ? await callsOf(engine, trace) : { pending: [], awaited: [] }),
    ledger: ledger.runs,
    fed: ledger.fed,
    entries: ledger.entries,
  }
}

interface RegisteredCalls {
  /** Each with the letter of its side before it. */
  readonly c?: readonly string[] | object
}

async function callsOf({ client, keys }: TraceEngine, { tenant, traceId }: Trace) {
  const text = textOrNull(await client.read('hget', keys.tenant(tenant, 'joins'), `t:${traceId}`))
  const registered: RegisteredCalls = text === null ? {} : storedJson(text)
  const calls = luaList<string>(registered.c)
  const on = (side: string) => calls.filter((call) => call.startsWith(side)).map((call) => call.slice(1))
  return { pending: on('p'), awaited: on('a') }
}

function hexOf(digest: string): string {
  return Buffer.from(digest, 'base64url').toString('hex')
}

async function* chunkStates({ client, keys }: TraceEngine, { place, trace }: Seen): AsyncGenerator<ChunkState> {
  const reply = await client.readRaw('hgetall', keys.chunks(place))
  const words: readonly RawReply[] = Array.isArray(reply) ? reply : []
  const { tenant, traceId } = trace
  const chunks = Array.from({ length: words.length / 2 }, (_, index) => {
    return chunkState(tenant, traceId, words[2 * index], words[2 * index + 1])
  })
  yield* chunks.sort((a, b) => a.sequence - b.sequence)
}

const semicolon = 0x3b

/** `<sequence>,<cut>;<body>` under its digest. */
function chunkState(tenant: string, traceId: string, digest?: RawReply, value?: RawReply): ChunkState {
  if (!Buffer.isBuffer(value)) throw new StateRefused('a chunk is not as it has to be')
  const end = value.indexOf(semicolon)
  const [sequence, cut] = value.toString('latin1', 0, end).split(',').map(Number)
  return {
    ...{ kind: 'chunk', tenant, traceId, sequence: sequence ?? 0, digest: hexOf(String(digest)) },
    ...{ cut: cut ?? 0, text: unpackText(value.subarray(end + 1)) },
  }
}

const pieceRuns = 20

/** Those that lists show as this trace's: another one may have taken a run over. */
async function* runStates(
  { records }: TraceEngine,
  slot: Slot,
  { tenant, traceId }: Trace,
  { entries }: Ledger,
): AsyncGenerator<RunState> {
  for (let from = 0; from < entries.length; from += pieceRuns) {
    const ids = entries.slice(from, from + pieceRuns).map((entry) => entry.runId)
    const found = textOwners(await slot.read('hmget', 'runs', ...ids.map(shortId)))
    const own = ids.filter((_, index) => found[index] === traceId)
    for (const record of await records.read(
      tenant,
      own.map((runId) => ({ traceId, runId })),
    )) {
      if (record !== null) yield { kind: 'run', tenant, traceId, frozen: false, record }
    }
  }
}

function textOwners(reply: Parameters<typeof listOf>[0]): readonly (string | null)[] {
  return listOf(reply).map((text) => {
    if (typeof text !== 'string') return null
    const [owner]: readonly unknown[] = storedJson(text)
    return typeof owner === 'string' ? owner : null
  })
}
