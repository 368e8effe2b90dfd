import { afterEach, describe, expect, it } from 'vitest'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { Sink } from '../../src/deliver/contract.ts'
import { type Delivering, deliverTo, startDelivering } from '../../src/flow/deliver.ts'
import type { OutboxStore } from '../../src/store/contract.ts'
import { someEvent } from '../deliver/candidate.ts'

const running: Delivering[] = []
afterEach(async () => {
  for (const delivering of running.splice(0)) await delivering.stop()
})

describe('deliverTo', () => {
  const once = (sink: Sink, outbox: OutboxStore, batchMax = 100) =>
    deliverTo(sink, { outbox, batchMax, stopping: new AbortController().signal, report: () => {} })

  it('tells all that is pending in order, batch by batch, and once it is confirmed not again', async () => {
    const outbox = memoryOutbox(eventsUpTo(7))
    const sink = rememberingSink('a')

    expect(await once(sink, outbox, 3)).toBe('done')
    expect(await once(sink, outbox, 3)).toBe('done')

    expect(sink.batches).toEqual([[1, 2, 3], [4, 5, 6], [7]])
  })

  it('tells the same events again under the same ids after a sink could not take them', async () => {
    const outbox = memoryOutbox(eventsUpTo(2))
    const sink = rememberingSink('a', ['retry', 'sent'])

    expect(await once(sink, outbox)).toBe('retry')
    expect(await once(sink, outbox)).toBe('done')

    expect(sink.batches).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(new Set(sink.ids).size).toBe(2)
  })

  it('tells them again when confirming failed: rather twice than never', async () => {
    const outbox = memoryOutbox(eventsUpTo(1))
    const failing = { ...outbox, confirm: () => Promise.reject(new Error('store gone')) }
    const sink = rememberingSink('a')

    expect(await once(sink, failing)).toBe('retry')
    expect(await once(sink, outbox)).toBe('done')

    expect(sink.batches).toEqual([[1], [1]])
  })

  it('reports what a sink threw and keeps the events', async () => {
    const outbox = memoryOutbox(eventsUpTo(1))
    const reported: unknown[] = []
    const throwing: Sink = { name: 'a', send: () => Promise.reject(new Error('refused')) }
    const delivery = { outbox, batchMax: 10, stopping: new AbortController().signal }

    const delivered = await deliverTo(throwing, { ...delivery, report: (sink, error) => reported.push([sink, error]) })

    expect(delivered).toBe('retry')
    expect(reported).toEqual([['a', new Error('refused')]])
    expect(await outbox.pending('a', 10)).toHaveLength(1)
  })
})

describe('startDelivering', () => {
  it('is not held up by a sink that never answers, nor by one that always refuses', async () => {
    const hanging: Sink = { name: 'hanging', send: () => new Promise(() => {}) }
    const refusing: Sink = { name: 'refusing', send: async () => 'retry' }
    const healthy = rememberingSink('healthy')
    const events = eventsUpTo(1)
    const delivering = start(memoryOutbox(events), [hanging, refusing, healthy])
    await healthy.until(1)

    events.push(someEvent(2))
    delivering.wake()
    await healthy.until(2)

    expect(healthy.batches.flat()).toEqual([1, 2])
  })

  it('tells a new event as soon as it is woken, however long the idle time', async () => {
    const events: CandidateEvent[] = []
    const sink = rememberingSink('a')
    const delivering = start(memoryOutbox(events), [sink], { wait: abortOnly })

    events.push(someEvent(1))
    delivering.wake()

    await sink.until(1)
    expect(sink.batches.flat()).toEqual([1])
  })

  it('waits longer after each failure, up to the most, and starts over after a success', async () => {
    const waits: number[] = []
    const sink = rememberingSink('a', ['retry', 'retry', 'retry', 'retry', 'sent'])
    const wait = async (ms: number, signal: AbortSignal) => {
      waits.push(ms)
      if (waits.length > 4) await abortOnly(ms, signal)
    }
    start(memoryOutbox(eventsUpTo(1)), [sink], { wait, limits: { retryMs: 100, retryMaxMs: 350, idleMs: 7 } })

    await sink.until(5)
    await turns()

    expect(waits).toEqual([100, 200, 350, 350, 7])
  })

  it('stops although a sink never answers', async () => {
    const hanging: Sink = { name: 'hanging', send: () => new Promise(() => {}) }
    const delivering = start(memoryOutbox(eventsUpTo(1)), [hanging], { wait: atOnce })

    await expect(delivering.stop()).resolves.toBeUndefined()
  })

  it('asks nothing more of a sink once it has stopped', async () => {
    const events = eventsUpTo(1)
    const sink = rememberingSink('a')
    const delivering = start(memoryOutbox(events), [sink])
    await sink.until(1)
    await delivering.stop()

    events.push(someEvent(2))
    delivering.wake()
    await turns()

    expect(sink.batches.flat()).toEqual([1])
  })
})

function start(
  outbox: OutboxStore,
  sinks: readonly Sink[],
  options: Partial<Parameters<typeof startDelivering>[0]> = {},
): Delivering {
  const delivering = startDelivering({
    ...{ outbox, sinks, wait: pause, chance: () => 0, report: () => {} },
    ...options,
  })
  running.push(delivering)
  return delivering
}

/** An outbox in memory that keeps a mark per sink, as the contract has it. */
function memoryOutbox(events: CandidateEvent[]): OutboxStore {
  const marks = new Map<string, number>()
  return {
    pending: async (sink, limit) => events.filter(({ sequence }) => sequence > (marks.get(sink) ?? 0)).slice(0, limit),
    confirm: async (sink, sequence) => {
      marks.set(sink, Math.max(sequence, marks.get(sink) ?? 0))
    },
  }
}

function eventsUpTo(last: number): CandidateEvent[] {
  return Array.from({ length: last }, (_, index) => someEvent(index + 1))
}

/** A sink that remembers what it was told; it answers in turn, then always `sent`. */
function rememberingSink(name: string, answers: ('sent' | 'retry')[] = []) {
  const batches: number[][] = []
  const ids: string[] = []
  const told: { events: number; resolve: () => void }[] = []
  return {
    ...{ name, batches, ids },
    send: async (events: readonly CandidateEvent[]) => {
      batches.push(events.map(({ sequence }) => sequence))
      ids.push(...events.map(({ id }) => id))
      for (const { resolve, events } of told) if (batches.flat().length >= events) resolve()
      return answers.shift() ?? 'sent'
    },
    /** Resolves when so many events were told, repetitions included. */
    until: (events: number) =>
      new Promise<void>((resolve) => {
        if (batches.flat().length >= events) resolve()
        else told.push({ events, resolve })
      }),
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, 20))
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true })
  })
}

function abortOnly(_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function atOnce(): Promise<void> {
  await turns()
}

function turns(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
