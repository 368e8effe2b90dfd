/**
 * Joining: a trace that answers a call which another one issued is that one's continuation. The tenant's slot decides who
 * joins whom (register.lua); here the partitions of both are told. Each step may be repeated, and where the facts of one
 * are gone, or it is quarantined, the join is taken back.
 */
import { wholeMs } from '../../../count/whole-ms.ts'
import { StoreUnavailable, type TraceCommit } from '../../contract.ts'
import { placeOf } from '../keys.ts'
import { loadScript } from '../script.ts'
import { applyWritten } from './apply-rows.ts'
import type { TraceEngine } from './engine.ts'
import { emptyLedger, type Ledger, readLedger, writeLedger } from './ledger.ts'
import { leave, type Registered, register, unregister } from './register.ts'
import { rowsOf } from './rows-of.ts'
import { type Member, readTrace, type Trace, writeMembers } from './trace.ts'

const adoptScript = loadScript('adopt')
const attachScript = loadScript('attach')
const touchScript = loadScript('touch')

export type Joined =
  | { readonly kind: 'stale' }
  /**
   * `change`: of the tenant's joins that this is from; null where nothing was asked and all stays. `again`: traces joined it
   * whose facts this analysis has not seen. `lessons`: those that the joining touched.
   */
  | {
      readonly kind: 'head'
      readonly change: number | null
      readonly members: readonly Member[]
      readonly again: boolean
      readonly lessons: readonly string[]
    }
  | { readonly kind: 'member'; readonly change: number | null; readonly head: string }

/** Heads that turn out to be closed, one after the other. */
const triesMax = 16

export async function joinCalls(engine: TraceEngine, task: TraceCommit, trace: Trace): Promise<Joined> {
  if (trace.head !== null) {
    const known = await joinKnown(engine, task, trace, trace.head)
    if (known !== null) return known
  }
  for (let tries = 0; tries < triesMax; tries += 1) {
    const registered = await registerCalls(engine, task, trace)
    if (registered.kind === 'stale') return registered
    engine.atPoint('commit:registered')
    if (registered.kind === 'head') return joinMembers(engine, task, trace, registered)
    const { change, head } = registered
    if (await joinHead(engine, task, registered)) return { kind: 'member', change, head }
  }
  throw new StoreUnavailable('the trace is being joined with others')
}

async function registerCalls(engine: TraceEngine, task: TraceCommit, trace: Trace): Promise<Registered> {
  const { tenant, traceId, epoch, pendingCalls, awaitedCalls } = task
  const isApart = !trace.hasCalls && trace.members.length === 0 && trace.head === null
  if (isApart && pendingCalls.length + awaitedCalls.length === 0) return { kind: 'head', change: null, members: [] }
  const { firstReceivedMs } = trace
  return register(engine, { tenant, traceId, epoch, firstReceivedMs, pendingCalls, awaitedCalls })
}

/** A trace that continues another one already: when it has more, the head is due. Null when the head is no more. */
async function joinKnown(engine: TraceEngine, task: TraceCommit, trace: Trace, head: string): Promise<Joined | null> {
  const { client, keys } = engine
  const seen = await client.read('hmget', keys.trace(placeOf(task.tenant, head)), 'state', 'head')
  const [state, headOfHead] = Array.isArray(seen) ? seen : []
  if (typeof state !== 'string' || typeof headOfHead === 'string') return null
  if (task.upTo > trace.analyzed) await adopt(engine, task, head, null)
  return { kind: 'member', change: null, head }
}

/** Tells the head that it is continued; false when it cannot be. */
async function joinHead(
  engine: TraceEngine,
  task: TraceCommit,
  registered: Extract<Registered, { kind: 'member' }>,
): Promise<boolean> {
  const { tenant, traceId } = task
  const { head, members, change } = registered
  const adopted = await adopt(engine, task, head, registered)
  if (adopted !== 'adopted') {
    await leave(engine, tenant, traceId, head)
    if (adopted !== 'moved') await unregister(engine, tenant, head, 'calls')
    return false
  }
  engine.atPoint('commit:adopted')
  // Those that continued this trace continue its head now.
  const others = members.filter((member) => member.traceId !== traceId)
  await Promise.all(others.map((member) => attach(engine, task, { traceId: member.traceId, head, change })))
  return true
}

/** Takes along the traces that were found to continue this one. */
async function joinMembers(
  engine: TraceEngine,
  task: TraceCommit,
  trace: Trace,
  { change, members: found }: Extract<Registered, { kind: 'head' }>,
): Promise<Joined> {
  const { tenant, traceId } = task
  const known = new Set(trace.members.map((member) => member.traceId))
  const members: Member[] = []
  const lessons = new Set<string>()
  let again = false
  for (const member of found) {
    if (change !== null && !known.has(member.traceId)) {
      const attached = await attach(engine, task, { traceId: member.traceId, head: traceId, change })
      if (attached.kind === 'closed') {
        await leave(engine, tenant, member.traceId, traceId)
        continue
      }
      for (const lesson of attached.lessons) lessons.add(lesson)
      again = true
    }
    members.push(member)
  }
  if (again) engine.atPoint('commit:attached')
  return { kind: 'head', change, members, again, lessons: [...lessons] }
}

type Adopted = 'adopted' | 'moved' | 'closed' | 'gone'

/** Makes the head due, and tells it which traces continue it, where that is known. */
async function adopt(
  engine: TraceEngine,
  { tenant, nowMs }: TraceCommit,
  head: string,
  known: { readonly change: number; readonly members: readonly Member[] } | null,
): Promise<Adopted> {
  const { client, keys } = engine
  const place = placeOf(tenant, head)
  const answer = await client.run(
    adoptScript,
    [
      keys.partition(place.partition, 'due'),
      keys.partition(place.partition, 'tallies'),
      keys.share(place.partition, tenant, 'tallies'),
      keys.trace(place),
    ],
    [place.ref, wholeMs(nowMs), ...(known === null ? ['', ''] : [known.change, writeMembers(known.members)])],
  )
  engine.due.changed(place.partition)
  return answer === 'adopted' || answer === 'moved' || answer === 'closed' ? answer : 'gone'
}

type Attached = { readonly kind: 'attached'; readonly lessons: readonly string[] } | { readonly kind: 'closed' }

const changesMax = 8

interface Attaching {
  readonly traceId: string
  readonly head: string
  readonly change: number
}

/** Makes a trace a continuation of the head: what it was counted for is taken back. */
async function attach(
  engine: TraceEngine,
  { tenant, nowMs }: TraceCommit,
  { traceId, head, change }: Attaching,
): Promise<Attached> {
  const { client, keys } = engine
  const place = placeOf(tenant, traceId)
  for (let tries = 0; tries < changesMax; tries += 1) {
    const [fields, ledger] = await Promise.all([client.read('hgetall', keys.trace(place)), readLedger(engine, place)])
    const trace = Array.isArray(fields) ? readTrace(fields) : null
    if (trace === null) return { kind: 'closed' }
    const empty: Ledger = { ...emptyLedger, fed: ledger.fed }
    const rows = rowsOf(traceId, wholeMs(nowMs), ledger, empty)
    const answer = await client.run(
      attachScript,
      [
        keys.partition(place.partition, 'unapplied'),
        keys.share(place.partition, tenant, 'tallies'),
        keys.share(place.partition, tenant, 'rows'),
        keys.trace(place),
        keys.ledger(place),
        keys.runs(place),
      ],
      [tenant, head, trace.version, writeLedger(empty), change, rows.length, ...rows.map((row) => JSON.stringify(row))],
    )
    const [kind, last, waiting] = Array.isArray(answer) ? answer : []
    if (kind === 'changed') continue
    if (kind !== 'attached') return { kind: 'closed' }
    const written = { tenant, place, rows, last: Number(last), waiting: Number(waiting) }
    return { kind: 'attached', lessons: (await applyWritten(engine, written, null)) ?? [] }
  }
  throw new StoreUnavailable('the trace is being joined with others')
}

/** The facts of continuations are needed for as long as those of their head, so their window starts anew with it. */
export async function touchMembers(
  { client, keys, limits }: TraceEngine,
  tenant: string,
  members: readonly Member[],
  nowMs: number,
): Promise<void> {
  await Promise.all(
    members.map(({ traceId }) => {
      const place = placeOf(tenant, traceId)
      const touched = [keys.partition(place.partition, 'expiry'), keys.trace(place)]
      return client.run(touchScript, touched, [place.ref, nowMs, nowMs + limits.lateWindowMs])
    }),
  )
}
