import type { Candidate } from '../candidate/candidate.ts'
import type { Scorecard } from '../candidate/scorecard.ts'
import type { Policy } from '../decide/policy.ts'
import { decodeLimits } from '../decode/decoded.ts'
import { decideLessons } from '../flow/decide.ts'
import { type JudgeDeps, judgeTrace, type TraceToJudge } from '../flow/judge-trace.ts'
import { readFacts } from '../flow/read-facts.ts'
import { receiver } from '../flow/receive.ts'
import { settleDue } from '../flow/settle-due.ts'
import { usualFor } from '../flow/usual.ts'
import type { ReceiveAnswer, Receiver } from '../otlp/contract.ts'
import type { Pattern } from '../pattern/pattern.ts'
import { tablePrices } from '../prices/table-prices.ts'
import { keyedFingerprint } from '../span/fingerprint.ts'
import type { Page, RunRecord, Store } from '../store/contract.ts'
import { openEmbeddedStore } from '../store/embedded/open.ts'
import { appendEach, inputClock } from './input-clock.ts'
import { type InputFile, inputFiles } from './input-files.ts'
import { type ReplayRequest, readRequests } from './read-requests.ts'

export interface ReplayResult {
  /** By end time, then run id. */
  readonly records: readonly RunRecord[]
  readonly patterns: readonly Pattern[]
  readonly candidates: readonly Candidate[]
  /** Of every lesson that was decided, promoted or not. */
  readonly scorecards: readonly { readonly lesson: string; readonly scorecard: Scorecard }[]
  readonly input: ReplayInput
}

export interface ReplayInput {
  readonly files: number
  readonly requests: number
  /** Spans and records rejected inside requests that were otherwise accepted, and why the first of each request was. */
  readonly rejected: number
  readonly rejections: readonly { readonly where: string; readonly message: string }[]
  /** Requests and files that were refused as a whole, and why the first of them were; the rest was read all the same. */
  readonly refused: number
  readonly refusals: readonly { readonly where: string; readonly message: string }[]
}

export interface ReplayOptions {
  readonly policy: Policy
  readonly progress?: (done: { readonly file: number; readonly files: number; readonly requests: number }) => void
}

const tenant = 'default'
/** Fingerprints never leave a replay; a fixed key keeps its answers the same everywhere. */
const replayKey = 'replay'
const claimLimit = 200

/** Reads OTLP from files into a fresh store of its own, as if exporters had sent it, and judges all of it. */
export async function replay(paths: readonly string[], options: ReplayOptions): Promise<ReplayResult> {
  const files = await inputFiles(paths)
  const store = await openEmbeddedStore({ path: ':memory:', settleMs: 0, idleMs: 0 })
  try {
    const clock = inputClock()
    const input = await feed(files, receiverFor(store, clock), options)
    await judge(store, clock.nowMs, options.policy)
    return { ...(await results(store)), input }
  } finally {
    await store.close()
  }
}

function receiverFor(store: Store, clock: ReturnType<typeof inputClock>): Receiver {
  const fingerprint = keyedFingerprint(replayKey)
  return receiver({
    read: (body) => readFacts(body, decodeLimits, fingerprint),
    append: appendEach(store.traces.append, clock),
    receivedMs: clock.nowMs,
    count: () => {},
  })
}

async function feed(files: readonly InputFile[], into: Receiver, { progress }: ReplayOptions): Promise<ReplayInput> {
  let requests = 0
  let rejected = 0
  let refused = 0
  const rejections: { where: string; message: string }[] = []
  const refusals: { where: string; message: string }[] = []
  const refuse = (where: string, message: string) => {
    refused += 1
    if (refusals.length < toldMax) refusals.push({ where, message })
  }
  for (const [index, file] of files.entries()) {
    for await (const request of readRequests(file)) {
      if ('fault' in request) {
        refuse(request.where, request.fault)
        continue
      }
      const answer = await send(request, into)
      requests += 1
      if (answer.kind !== 'accepted') refuse(request.where, answer.message)
      else if (answer.rejected > 0) {
        rejected += answer.rejected
        if (rejections.length < toldMax) rejections.push({ where: request.where, message: answer.message })
      }
    }
    progress?.({ file: index + 1, files: files.length, requests })
  }
  return { files: files.length, requests, rejected, rejections, refused, refusals }
}

async function send({ signal, body, encoding }: ReplayRequest, into: Receiver): Promise<ReceiveAnswer> {
  if (!looksLikeOtlp(body, encoding)) return { kind: 'malformed', message: notOtlp }
  return signal === 'logs' ? into.logs(body, encoding, tenant) : into.traces(body, encoding, tenant)
}

/** A file of another kind may be refused line by line. */
const toldMax = 10
const notOtlp = 'holds neither resourceSpans nor resourceLogs, expected an OTLP export request'

/** On the wire an empty request is legal; a file that somebody names is expected to hold something. */
function looksLikeOtlp(body: Uint8Array, encoding: ReplayRequest['encoding']): boolean {
  if (encoding === 'protobuf') return body.length > 0
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return text.includes('"resourceSpans"') || text.includes('"resourceLogs"')
}

/** At the end of the input everything settles: no trace waits for more. */
async function judge(store: Store, nowMs: () => number, policy: Policy): Promise<void> {
  const report = (traceId: string, error: unknown) => {
    throw new Error(`trace ${traceId} could not be judged`, { cause: error })
  }
  const price = tablePrices()
  const usual: JudgeDeps['usual'] = (run, beforeMs) => usualFor(run, beforeMs, store.runs.baseline)
  const deps = {
    traces: store.traces,
    judge: (trace: TraceToJudge) => judgeTrace(trace, { price, usual }),
    leaseMs: 60_000,
    limit: claimLimit,
    width: 1,
    nowMs,
    report,
  }
  await settleDue(Number.POSITIVE_INFINITY, deps)
  const decide = { patterns: store.patterns, candidates: store.candidates, runs: store.runs, policy, nowMs }
  while ((await decideLessons(decide)).length > 0);
}

async function results(store: Store): Promise<Omit<ReplayResult, 'input'>> {
  const records = await all((cursor) => store.runs.list({ tenant, limit: 500, ...cursor }))
  const patterns = await all((cursor) => store.patterns.list({ tenant, sort: 'runs', limit: 500, ...cursor }))
  const candidates = await all((cursor) => store.candidates.list({ tenant, limit: 500, ...cursor }))
  const scorecards: { lesson: string; scorecard: Scorecard }[] = []
  for (const lesson of [...new Set(patterns.map((pattern) => pattern.lesson))].sort()) {
    const scorecard = await store.candidates.scorecard(tenant, lesson)
    if (scorecard !== null) scorecards.push({ lesson, scorecard })
  }
  return { records: [...records].sort(byEnd), patterns, candidates, scorecards }
}

function byEnd(a: RunRecord, b: RunRecord): number {
  return a.run.endUs - b.run.endUs || (a.run.id < b.run.id ? -1 : 1)
}

async function all<T>(list: (from: { cursor?: string }) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await list(cursor === null ? {} : { cursor })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}
