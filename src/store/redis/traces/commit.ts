/**
 * commit: records what the analysis of a claimed trace gave. Refused without a change when the lease went to another
 * worker. First the trace is joined with those it shares calls with, all of which the lease still covers: a crash before
 * the record leaves a trace that is claimed again and joined the same way. Then the record: ledger, run records, schedule
 * and numbered rows in one step. Then the rows are applied in the tenant's slot, and the commit answers.
 * Repeated under the same epoch, it answers the same and changes nothing.
 */
import { hash } from 'node:crypto'
import { wholeMs } from '../../../count/whole-ms.ts'
import { type CommitAnswer, StoreUnavailable, type TraceCommit } from '../../contract.ts'
import { storedJson } from '../../stored-json.ts'
import { type Place, placeOf } from '../keys.ts'
import type { RowBody } from '../row.ts'
import { loadScript } from '../script.ts'
import { applyWaiting, applyWritten } from './apply-rows.ts'
import { pack } from './body.ts'
import type { TraceEngine } from './engine.ts'
import { type Joined, joinCalls, touchMembers } from './join.ts'
import { emptyLedger, type Ledger, readLedger, writeLedger } from './ledger.ts'
import { fedBy, rowsOf } from './rows-of.ts'
import { readTrace, type Trace, writeMembers } from './trace.ts'

const commitScript = loadScript('commit')
const stale: CommitAnswer = { kind: 'stale' }
/** Joins by others may change the ledger as often while a commit is under way. */
const changesMax = 8

export async function commit(engine: TraceEngine, task: TraceCommit): Promise<CommitAnswer> {
  const place = placeOf(task.tenant, task.traceId)
  const digest = digestOf(task)
  engine.atPoint('commit:before')
  for (let tries = 0; tries < changesMax; tries += 1) {
    const seen = await see(engine, place)
    if (seen === null || seen.trace.epoch !== task.epoch) return stale
    const joined = seen.trace.leased ? await joinCalls(engine, task, seen.trace) : seenBefore(seen.trace)
    if (joined.kind === 'stale') return stale
    const recorded = await record(engine, { task, place, digest, seen, joined })
    if (recorded.kind === 'done') return recorded.answer
  }
  throw new StoreUnavailable('the trace is being joined with others')
}

interface Seen {
  readonly trace: Trace
  readonly ledger: Ledger
}

async function see(engine: TraceEngine, place: Place): Promise<Seen | null> {
  const { client, keys } = engine
  const [fields, ledger] = await Promise.all([client.read('hgetall', keys.trace(place)), readLedger(engine, place)])
  const trace = Array.isArray(fields) ? readTrace(fields) : null
  return trace === null ? null : { trace, ledger }
}

/** A commit that is repeated, or stale: the record script knows which, and joins nothing. */
function seenBefore(trace: Trace): Joined {
  return { kind: 'head', change: null, members: trace.members, again: false, lessons: [] }
}

interface Recording {
  readonly task: TraceCommit
  readonly place: Place
  readonly digest: string
  readonly seen: Seen
  readonly joined: Exclude<Joined, { kind: 'stale' }>
}

type Recorded = { readonly kind: 'done'; readonly answer: CommitAnswer } | { readonly kind: 'changed' }

async function record(engine: TraceEngine, recording: Recording): Promise<Recorded> {
  const { task, place, seen, joined } = recording
  const after = ledgerAfter(recording)
  const rows = rowsOf(task.traceId, wholeMs(task.nowMs), seen.ledger, after)
  if (joined.kind === 'head') await touchMembers(engine, task.tenant, joined.members, wholeMs(task.nowMs))
  const named = lessonsOf(rows)
  // Somebody else may have applied the rows first: what the slot made of them is not known then.
  const told = (lessons: readonly string[]) => answerOf(joined, lessons.length === 0 ? named : lessons)
  const answer = await engine.client.run(
    commitScript,
    keysOf(engine, task.tenant, place),
    argsOf(engine, recording, after, rows, told([])),
  )
  engine.due.changed(place.partition)
  const [kind, last, waiting] = Array.isArray(answer) ? answer : []
  if (kind === 'stale') return { kind: 'done', answer: stale }
  if (kind === 'repeated') return { kind: 'done', answer: await repeated(engine, task, place, String(last)) }
  if (kind !== 'committed') return { kind: 'changed' }
  engine.atPoint('commit:recorded')
  const written = { tenant: task.tenant, place, rows, last: Number(last), waiting: Number(waiting) }
  const answering = { epoch: task.epoch, answer: (lessons: readonly string[]) => JSON.stringify(told(lessons)) }
  const lessons = await applyWritten(engine, written, answering)
  return { kind: 'done', answer: told(lessons ?? []) }
}

/** The rows may still wait, when the first answer was lost with whoever gave it. */
async function repeated(engine: TraceEngine, task: TraceCommit, place: Place, text: string): Promise<CommitAnswer> {
  await applyWaiting(engine, task.tenant, place.partition)
  return storedJson(text)
}

function ledgerAfter({ task, seen, joined }: Recording): Ledger {
  if (joined.kind === 'member') return { ...emptyLedger, fed: seen.ledger.fed }
  return {
    runs: task.ledger,
    fed: fedBy(seen.ledger, task.ledger),
    entries: task.runs.map(({ run, countedAtMs }) => {
      return { runId: run.id, agent: run.agent, outcome: run.outcome, countedMs: wholeMs(countedAtMs) }
    }),
  }
}

function answerOf(joined: Recording['joined'], lessons: readonly string[]): CommitAnswer {
  if (joined.kind === 'member') return { kind: 'continuation', of: joined.head }
  return { kind: 'committed', lessons: [...new Set([...lessons, ...joined.lessons])].sort() }
}

/** Those that the rows name: what is answered where it is not known what the tenant's slot made of them. */
function lessonsOf(rows: readonly RowBody[]): readonly string[] {
  return rows.flatMap(({ sightings }) => [...sightings.gone, ...sightings.come].map((one) => one.lesson))
}

function keysOf({ keys }: TraceEngine, tenant: string, place: Place): readonly string[] {
  const { partition } = place
  return [
    keys.partition(partition, 'due'),
    keys.partition(partition, 'expiry'),
    keys.partition(partition, 'unapplied'),
    keys.partition(partition, 'tallies'),
    keys.share(partition, tenant, 'tallies'),
    keys.share(partition, tenant, 'rows'),
    keys.trace(place),
    keys.chunks(place),
    keys.ledger(place),
    keys.runs(place),
  ]
}

function argsOf(
  { limits }: TraceEngine,
  { task, place, digest, seen, joined }: Recording,
  after: Ledger,
  rows: readonly RowBody[],
  answer: CommitAnswer,
) {
  const nowMs = wholeMs(task.nowMs)
  const isHead = joined.kind === 'head'
  const records = isHead ? task.runs : []
  const hasCalls = isHead && task.pendingCalls.length + task.awaitedCalls.length > 0
  return [
    place.ref,
    task.tenant,
    task.epoch,
    seen.trace.version,
    seen.trace.head ?? '',
    digest,
    nowMs,
    task.upTo,
    nowMs + limits.lateWindowMs,
    (isHead ? task.noRun : 'continuation') ?? '',
    isHead ? '' : joined.head,
    isHead ? writeMembers(joined.members) : '',
    isHead && joined.again ? 1 : 0,
    isHead && task.noRun === 'infrastructure_only' ? 1 : 0,
    hasCalls ? 1 : 0,
    writeLedger(after),
    rows.length,
    records.length,
    JSON.stringify(answer),
    joined.change ?? '',
    seen.ledger.entries.length,
    ...rows.map((row) => JSON.stringify(row)),
    ...records.flatMap((one) => [one.run.id, pack(one)]),
    ...seen.ledger.entries.map((one) => one.runId),
  ]
}

/** The time of a repetition may differ. */
function digestOf(task: TraceCommit): string {
  return hash('sha256', JSON.stringify({ ...task, nowMs: 0 }), 'buffer')
    .subarray(0, 16)
    .toString('base64url')
}
