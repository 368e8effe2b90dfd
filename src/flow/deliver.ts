import type { Sink } from '../deliver/contract.ts'
import type { OutboxStore } from '../store/contract.ts'

export interface DeliverDeps {
  readonly outbox: OutboxStore
  readonly sinks: readonly Sink[]
  /** Resolves after so long, or at once when the signal aborts; lets go of the signal then. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Spreads retries: a number from 0 to 1. */
  chance(): number
  /** Told of what a sink or the outbox threw; the events stay pending. */
  report(sink: string, error: unknown): void
  readonly limits?: Partial<DeliverLimits>
}

export interface DeliverLimits {
  /** Events handed to a sink at once. */
  readonly batchMax: number
  /** A sink without news looks again after so long, also when nobody woke it. */
  readonly idleMs: number
  /** The first retry comes after so long, each further one after twice as long. */
  readonly retryMs: number
  readonly retryMaxMs: number
  /** How long stopping waits for sends in flight; what was not confirmed is told again after the next start. */
  readonly stopMs: number
}

export const deliverLimits: DeliverLimits = {
  batchMax: 100,
  idleMs: 1_000,
  retryMs: 1_000,
  retryMaxMs: 60_000,
  stopMs: 2_000,
}

export interface Delivering {
  /** There are new events: sinks that are idle look now. A sink that waits to retry keeps waiting. */
  wake(): void
  stop(): Promise<void>
}

/** Delivers until stopped. Each sink has a loop of its own, so that none can delay another. */
export function startDelivering(deps: DeliverDeps): Delivering {
  const limits = { ...deliverLimits, ...deps.limits }
  const stopping = new AbortController()
  const bell = doorbell(stopping.signal)
  const loops = deps.sinks.map((sink) => deliverForever(sink, deps, limits, bell))
  return {
    wake: bell.ring,
    stop: async () => {
      stopping.abort()
      const patience = new AbortController()
      await Promise.race([Promise.all(loops), deps.wait(limits.stopMs, patience.signal)])
      patience.abort()
    },
  }
}

/** `done`: nothing was pending any more. `retry`: the sink or the outbox could not; the events are still pending. */
export type Delivered = 'done' | 'retry'

/** Tells a sink all that it has not confirmed, oldest first, at least once. */
export async function deliverTo(sink: Sink, delivery: Delivery): Promise<Delivered> {
  while (!delivery.stopping.aborted) {
    const told = await tellBatch(sink, delivery)
    if (told !== 'sent') return told
  }
  return 'done'
}

export interface Delivery extends Pick<DeliverDeps, 'outbox' | 'report'> {
  readonly batchMax: number
  readonly stopping: AbortSignal
}

async function tellBatch(sink: Sink, { outbox, report, batchMax }: Delivery): Promise<'sent' | Delivered> {
  try {
    const events = await outbox.pending(sink.name, batchMax)
    const last = events.at(-1)
    if (last === undefined) return 'done'
    if ((await sink.send(events)) === 'retry') return 'retry'
    await outbox.confirm(sink.name, last.sequence)
    return 'sent'
  } catch (error) {
    report(sink.name, error)
    return 'retry'
  }
}

async function deliverForever(sink: Sink, deps: DeliverDeps, limits: DeliverLimits, bell: Doorbell): Promise<void> {
  const { outbox, report } = deps
  const delivery = { outbox, report, batchMax: limits.batchMax, stopping: bell.stopping }
  let failures = 0
  while (!bell.stopping.aborted) {
    const rung = bell.next()
    const delivered = await deliverTo(sink, delivery)
    failures = delivered === 'retry' ? failures + 1 : 0
    if (delivered === 'retry') await deps.wait(retryDelayMs(failures, limits, deps.chance()), bell.stopping)
    else await deps.wait(limits.idleMs, rung)
  }
}

/** Doubles with every failure up to the most, less up to a fifth by chance so that sinks do not come all at once. */
function retryDelayMs(failures: number, { retryMs, retryMaxMs }: DeliverLimits, chance: number): number {
  const doubled = Math.min(retryMaxMs, retryMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(doubled * (1 - 0.2 * chance))
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
