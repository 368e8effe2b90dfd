/**
 * append: one script call for each partition that a request touches, sent together. A chunk that does not fit whole into
 * its trace is fitted beside what is there, and sent again with the number of chunks that it was fitted to.
 */
import { hash } from 'node:crypto'
import { wholeMs } from '../../../count/whole-ms.ts'
import type { AppendAnswer, AppendRequest, TraceChunk } from '../../contract.ts'
import { type FactsText, fitFacts, measure, type Room, writeFacts } from '../../facts-text.ts'
import { openMaxMs } from '../../limits.ts'
import { type Place, placeOf } from '../keys.ts'
import { loadScript } from '../script.ts'
import type { Acked } from './acked.ts'
import { packText } from './body.ts'
import { readLines } from './chunks.ts'
import type { TraceEngine } from './engine.ts'

const appendScript = loadScript('append')
/** Of one script call, so that it stays short. */
const chunksPerCall = 64
const bytesPerCall = 1024 * 1024
/** Other appends to a trace at its bound may come in between as often. */
const fitsMax = 8
/** Processes that a partition remembers what it told them: enough for any fleet, and few enough to stay small. */
const writersMax = 100

export interface AppendEngine extends TraceEngine {
  readonly acked: Acked
}

export async function append(engine: AppendEngine, request: AppendRequest): Promise<AppendAnswer> {
  engine.admit()
  const receivedMs = wholeMs(request.receivedMs)
  const chunks = request.chunks.filter((chunk) => chunk.facts.length > 0).map(writeChunk)
  engine.atPoint('append:before')
  const answers = await Promise.all(callsOf(chunks).map((call) => appendCall(engine, call, receivedMs)))
  engine.atPoint('append:after')
  return answers.reduce(add, { cut: 0, late: 0, opened: 0 })
}

interface Chunk {
  readonly tenant: string
  readonly traceId: string
  readonly place: Place
  readonly rootEnded: boolean
  readonly sent: FactsText
  readonly digest: string
}

/** A chunk, or what of it was found to fit. */
interface Fitted {
  readonly chunk: Chunk
  readonly kept: FactsText
  /** Facts that are not kept because they are there. */
  readonly known: number
  /** Number of chunks that it was fitted to; null for a chunk as it was sent. */
  readonly beside: number | null
}

function writeChunk({ tenant, traceId, facts, rootEnded }: TraceChunk): Chunk {
  const sent = writeFacts(facts)
  const digest = hash('sha256', sent.text, 'buffer').subarray(0, 12).toString('base64url')
  return { tenant, traceId, place: placeOf(tenant, traceId), rootEnded, sent, digest }
}

/** By partition, in bounded calls. Two chunks of one trace come in their order. */
function callsOf(chunks: readonly Chunk[]): readonly (readonly Chunk[])[] {
  const calls: Chunk[][] = []
  for (const ofPartition of Map.groupBy(chunks, ({ place }) => place.partition).values()) {
    let bytes = Number.POSITIVE_INFINITY
    let call: Chunk[] = []
    for (const chunk of ofPartition) {
      if (bytes + chunk.sent.bytes > bytesPerCall || call.length >= chunksPerCall) {
        call = []
        bytes = 0
        calls.push(call)
      }
      call.push(chunk)
      bytes += chunk.sent.bytes
    }
  }
  return calls
}

async function appendCall(engine: AppendEngine, call: readonly Chunk[], receivedMs: number): Promise<AppendAnswer> {
  const whole = call.map((chunk): Fitted => ({ chunk, kept: chunk.sent, known: 0, beside: null }))
  const answers = await send(engine, whole, receivedMs)
  engine.atPoint('append:between')
  const done = answers.map((answer, index) => {
    const fitted = whole[index]
    if (answer.kind === 'told' || fitted === undefined) return answer.kind === 'told' ? answer.answer : nothing
    return keepWhatFits(engine, fitted.chunk, answer, receivedMs)
  })
  return (await Promise.all(done)).reduce(add, nothing)
}

const nothing: AppendAnswer = { cut: 0, late: 0, opened: 0 }

function add(a: AppendAnswer, b: AppendAnswer): AppendAnswer {
  return { cut: a.cut + b.cut, late: a.late + b.late, opened: a.opened + b.opened }
}

type Answer = { readonly kind: 'told'; readonly answer: AppendAnswer } | Full

/** What the trace holds, which the chunk does not fit beside. */
interface Full {
  readonly kind: 'full'
  readonly chunks: number
  readonly spans: number
  readonly bytes: number
  readonly cut: number
}

async function send(engine: AppendEngine, call: readonly Fitted[], receivedMs: number): Promise<readonly Answer[]> {
  const [partition] = call.map(({ chunk }) => chunk.place.partition)
  if (partition === undefined) return []
  const tenants = [...new Set(call.map(({ chunk }) => chunk.tenant))]
  const answers = await sendTo(engine, partition, tenants, call, receivedMs)
  engine.due.changed(partition)
  return answers
}

/**
 * Where the server is another, or began anew: whether each partition still has what this process was told is kept. What it
 * has not is counted as lost.
 */
export async function seeWhatIsKept(engine: AppendEngine, nowMs: number): Promise<void> {
  const asked = engine.acked.partitions()
  await Promise.all(asked.map(([partition, tenant]) => sendTo(engine, partition, [tenant], [], wholeMs(nowMs))))
}

async function sendTo(
  { client, keys, limits, settleMs, idleMs, acked }: AppendEngine,
  partition: number,
  tenants: readonly string[],
  call: readonly Fitted[],
  receivedMs: number,
): Promise<readonly Answer[]> {
  const known = acked.known(partition, tenants)
  const answer = await client.run(
    appendScript,
    [
      keys.partition(partition, 'due'),
      keys.partition(partition, 'expiry'),
      keys.partition(partition, 'tallies'),
      keys.partition(partition, 'acked'),
      keys.share(partition, known.tenant ?? tenants[0] ?? '', 'tallies'),
      ...call.flatMap(({ chunk }) => [
        keys.share(partition, chunk.tenant, 'tallies'),
        keys.trace(chunk.place),
        keys.chunks(chunk.place),
      ]),
    ],
    [
      receivedMs,
      settleMs,
      idleMs,
      openMaxMs,
      limits.lateWindowMs,
      limits.spansPerTrace,
      limits.factBytesPerTrace,
      known.writer,
      known.chunks,
      known.tenant === null ? 0 : 1,
      writersMax,
      ...call.flatMap(argsOf),
    ],
  )
  const [kept, ...answers] = Array.isArray(answer) ? answer : []
  acked.heard(partition, tenants, Number(kept ?? 0))
  return answers.map(readAnswer)
}

function argsOf({ chunk, kept, known, beside }: Fitted) {
  return [
    chunk.place.ref,
    chunk.tenant,
    chunk.traceId,
    chunk.digest,
    chunk.rootEnded ? 1 : 0,
    chunk.sent.facts,
    packText(kept.text),
    kept.facts,
    kept.spans,
    kept.bytes,
    known,
    beside ?? '',
  ]
}

function readAnswer(answer: unknown): Answer {
  const [kind, opened, ...numbers] = Array.isArray(answer) ? answer : []
  const [first = 0, spans = 0, bytes = 0, cut = 0] = numbers.map(Number)
  if (kind === 'full') return { kind: 'full', chunks: first, spans, bytes, cut }
  const told = { opened: Number(opened), cut: 0, late: 0 }
  return { kind: 'told', answer: kind === 'late' ? { ...told, late: first } : { ...told, cut: first } }
}

/**
 * At its bound it is looked at what a trace holds already: spans that were sent again in other batches must not push out
 * those that are still to come. Once something was cut for good that is not looked at again, so that a full trace
 * cannot keep the store busy.
 */
async function keepWhatFits(engine: AppendEngine, chunk: Chunk, full: Full, receivedMs: number): Promise<AppendAnswer> {
  let held = full
  for (let tries = 0; tries < fitsMax; tries += 1) {
    const lines = held.cut === 0 ? new Set(await readLines(engine, chunk.place)) : new Set<string>()
    const [answer] = await send(engine, [fitBeside(engine, chunk, held, lines)], receivedMs)
    if (answer === undefined) return nothing
    if (answer.kind === 'told') return answer.answer
    held = answer
  }
  throw new Error('append: expected a trace at its bound to stand still once in a while')
}

function fitBeside({ limits }: TraceEngine, chunk: Chunk, full: Full, lines: ReadonlySet<string>): Fitted {
  const held = lines.size === 0 ? full : measure([...lines])
  const room: Room = {
    spans: Math.max(0, limits.spansPerTrace - held.spans),
    bytes: Math.max(0, limits.factBytesPerTrace - held.bytes),
    roots: Math.max(0, limits.rootsPerTrace - Math.max(0, full.spans - limits.spansPerTrace)),
  }
  let known = 0
  const kept = fitFacts(chunk.sent, room, (line) => {
    if (!lines.has(line)) return false
    known += 1
    return true
  })
  return { chunk, kept, known, beside: full.chunks }
}
