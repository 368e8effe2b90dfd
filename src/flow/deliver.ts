import type { CandidateEvent } from '../candidate/event.ts'
import type { PartlySent, SendAnswer, Sink } from '../deliver/contract.ts'
import type { EventRef, OutboxStore } from '../store/contract.ts'
import { type SinkLease, sinkLease } from './sink-lease.ts'

export interface DeliverDeps {
  readonly outbox: DeliverOutbox
  readonly sinks: readonly Sink[]
  /** Names this process among those that share the store: one of them at a time tells a sink. */
  readonly holder: string
  readonly nowMs: () => number
  /** Resolves after so long, or at once when the signal aborts; lets go of the signal then. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Spreads retries: a number from 0 to 1. */
  chance(): number
  /** Told of what a sink or the outbox threw; the events stay pending. */
  report(sink: string, error: unknown): void
  /** Told of an event that a sink gave up on; it is among the dead letters. */
  buried?(sink: string, reason: string): void
  readonly limits?: Partial<DeliverLimits>
}

export type DeliverOutbox = Pick<OutboxStore, 'lease' | 'release' | 'pending' | 'confirm' | 'bury'>

export interface DeliverLimits {
  /** Events handed to a sink at once; as many may wait for a sink before those after them wait as well. */
  readonly batchMax: number
  /** A sink without news looks again after so long, also when nobody woke it. */
  readonly idleMs: number
  /** How often a sink that another process tells is asked for; as often as one without news looks again, if not told. */
  readonly leaseAskMs?: number
  /** The first retry comes after so long, each further one after twice as long. */
  readonly retryMs: number
  readonly retryMaxMs: number
  /** How long the right to tell a sink lasts when it is not renewed: after a crash another process takes over then. */
  readonly leaseMs: number
  /** How long a send may take; its events count as not sent then, and its sink is asked anew. */
  readonly sendMs: number
  /** How long stopping waits for sends in flight; what was not confirmed is told again after the next start. */
  readonly stopMs: number
}

export const deliverLimits: DeliverLimits = {
  batchMax: 100,
  idleMs: 1_000,
  retryMs: 1_000,
  retryMaxMs: 60_000,
  leaseMs: 30_000,
  // Beyond what any sink of ours needs: ten attempts at one endpoint, each with a limit of its own.
  sendMs: 180_000,
  stopMs: 2_000,
}

export interface Delivering {
  /** There are new events: sinks that are idle look now. A sink that waits to retry all of its events keeps waiting. */
  wake(): void
  /** Ends the loops, then closes the sinks. Asked again, answers with the same promise. */
  stop(): Promise<void>
}

/** Delivers until stopped. Each sink has a loop of its own, so that none can delay another. */
export function startDelivering(deps: DeliverDeps): Delivering {
  const limits = { ...deliverLimits, ...deps.limits }
  const stopping = new AbortController()
  const bell = doorbell(stopping.signal)
  const loops = Promise.all(deps.sinks.map((sink) => deliverForever(sink, deps, limits, bell)))
  const stop = async () => {
    stopping.abort()
    await within(loops, limits.stopMs, deps)
    // A send that was still in flight is given up now, and its loop may write down what the sink has.
    await within(Promise.all([closeSinks(deps), loops]), limits.stopMs, deps)
  }
  let stopped: Promise<void> | null = null
  return {
    wake: bell.ring,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/**
 * `done`: nothing was pending any more. `retry`: the sink or the outbox could not; the events are still pending.
 * `waiting`: the sink has all but some that are worth another try after so long.
 */
export type Delivered =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'waiting'; readonly afterMs: number }

/** Tells a sink all that it has not confirmed, each tenant's oldest first, at least once, while its lease is held. */
export async function deliverTo(sink: Sink, delivery: Delivery): Promise<Delivered> {
  while (!delivery.stopping.aborted && delivery.lease.held) {
    const told = await tellBatch(sink, delivery)
    if (told.kind !== 'more') return told
  }
  return { kind: 'done' }
}

export interface Delivery extends Pick<DeliverDeps, 'report' | 'buried'> {
  readonly outbox: Pick<OutboxStore, 'pending' | 'confirm' | 'bury'>
  readonly lease: Pick<SinkLease, 'held'>
  readonly batchMax: number
  readonly sendMs?: number
  readonly stopping: AbortSignal
}

type Told = Delivered | { readonly kind: 'more' }

async function tellBatch(sink: Sink, delivery: Delivery): Promise<Told> {
  const { outbox, report, batchMax, sendMs = deliverLimits.sendMs } = delivery
  try {
    const events = await outbox.pending(sink.name, batchMax)
    if (events.length === 0) return { kind: 'done' }
    const answer = await withinTime(sink.send(events), sendMs)
    if (answer === 'retry') return { kind: 'retry' }
    if (answer !== 'sent') return await settlePartly(sink.name, events, answer, delivery)
    await outbox.confirm(sink.name, lastOfTenants(events))
    return { kind: 'more' }
  } catch (error) {
    report(sink.name, error)
    return { kind: 'retry' }
  }
}

/** No sink can hold its loop up for ever. */
async function withinTime(sending: Promise<SendAnswer>, sendMs: number): Promise<SendAnswer> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new SendTimeout(`no answer from the sink within ${sendMs} ms`)), sendMs)
  try {
    return await Promise.race([sending, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

class SendTimeout extends Error {
  override readonly name = 'SendTimeout'
}

/**
 * Sets the dead ones aside and confirms each tenant's up to the first that waits. What lies behind it is pending still: the sink
 * remembers that it has it, and is told again only after a restart.
 */
async function settlePartly(
  sink: string,
  events: readonly CandidateEvent[],
  { waiting, buried }: PartlySent,
  { outbox, buried: tellBuried }: Delivery,
): Promise<Told> {
  for (const { event, reason, attempts, diedMs } of buried) {
    await outbox.bury(sink, event, reason, attempts, diedMs)
    tellBuried?.(sink, reason)
  }
  const confirmed = lastOfTenants(beforeWaiting(events, new Set(waiting.map(({ event }) => nameOf(event)))))
  if (confirmed.length > 0) await outbox.confirm(sink, confirmed)
  if (confirmed.length > 0 || buried.length > 0) return { kind: 'more' }
  return { kind: 'waiting', afterMs: Math.min(...waiting.map(({ afterMs }) => afterMs)) }
}

/** Of each tenant those that come before the first one that waits. */
function beforeWaiting(events: readonly CandidateEvent[], waiting: ReadonlySet<string>): readonly CandidateEvent[] {
  const held = new Set<string>()
  return events.filter((event) => {
    if (waiting.has(nameOf(event))) held.add(event.tenant)
    return !held.has(event.tenant)
  })
}

function lastOfTenants(events: readonly CandidateEvent[]): readonly EventRef[] {
  const last = new Map(events.map(({ tenant, sequence }) => [tenant, { tenant, sequence }]))
  return [...last.values()]
}

function nameOf({ tenant, sequence }: EventRef): string {
  return `${sequence} ${tenant}`
}

async function deliverForever(sink: Sink, deps: DeliverDeps, limits: DeliverLimits, bell: Doorbell): Promise<void> {
  const lease = sinkLease(sink.name, deps, limits.leaseMs)
  const keeping = lease.keep(bell.stopping)
  await deliverWhileHeld(sink, lease, deps, limits, bell)
  await keeping
  await lease.release()
}

/** A sink that another process tells is left alone, and its lease asked for again in a while. */
async function deliverWhileHeld(
  sink: Sink,
  lease: SinkLease,
  deps: DeliverDeps,
  limits: DeliverLimits,
  bell: Doorbell,
): Promise<void> {
  const { batchMax, sendMs, idleMs, leaseAskMs = idleMs } = limits
  const delivery: Delivery = { ...deps, lease, batchMax, sendMs, stopping: bell.stopping }
  let failures = 0
  while (!bell.stopping.aborted) {
    if (!(await lease.take())) {
      await deps.wait(leaseAskMs, bell.stopping)
      continue
    }
    const rung = bell.next()
    const delivered = await deliverTo(sink, delivery)
    failures = delivered.kind === 'retry' ? failures + 1 : 0
    if (delivered.kind === 'retry') await deps.wait(retryDelayMs(failures, limits, deps.chance()), bell.stopping)
    else if (delivered.kind === 'waiting') await deps.wait(Math.min(delivered.afterMs, limits.retryMaxMs), rung)
    else await deps.wait(idleMs, rung)
  }
}

/** Doubles with every failure up to the most, less up to a fifth by chance so that sinks do not come all at once. */
function retryDelayMs(failures: number, { retryMs, retryMaxMs }: DeliverLimits, chance: number): number {
  const doubled = Math.min(retryMaxMs, retryMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(doubled * (1 - 0.2 * chance))
}

async function closeSinks({ sinks, report }: DeliverDeps): Promise<void> {
  await Promise.all(
    sinks.map(async (sink) => {
      try {
        await sink.close?.()
      } catch (error) {
        report(sink.name, error)
      }
    }),
  )
}

async function within(ending: Promise<unknown>, ms: number, { wait }: DeliverDeps): Promise<void> {
  const patience = new AbortController()
  await Promise.race([ending, wait(ms, patience.signal)])
  patience.abort()
}

interface Doorbell {
  readonly stopping: AbortSignal
  ring(): void
  /** Aborts when the bell rings next, also when that is before anyone waits, or on stopping. */
  next(): AbortSignal
}

function doorbell(stopping: AbortSignal): Doorbell {
  let current = new AbortController()
  const ring = () => {
    current.abort()
    current = new AbortController()
  }
  stopping.addEventListener('abort', ring, { once: true })
  return { stopping, ring, next: () => current.signal }
}
