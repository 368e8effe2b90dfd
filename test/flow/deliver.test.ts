import { afterEach, describe, expect, it } from 'vitest'
import type { CandidateEvent } from '../../src/candidate/event.ts'
import type { PartlySent, SendAnswer, Sink } from '../../src/deliver/contract.ts'
import {
  type Delivering,
  type DeliverOutbox,
  deliverLimits,
  deliverTo,
  startDelivering,
} from '../../src/flow/deliver.ts'
import { someEvent } from '../deliver/candidate.ts'
import { memoryOutbox } from '../deliver/outbox.ts'

const tenant = 'default'
const held = { held: true }
/** How often a lease is renewed. */
const renewMs = deliverLimits.leaseMs / 3
const running: Delivering[] = []
afterEach(async () => {
  for (const delivering of running.splice(0)) await delivering.stop()
})

describe('deliverTo', () => {
  const once = (sink: Sink, outbox: DeliverOutbox, batchMax = 100) =>
    deliverTo(sink, { outbox, batchMax, lease: held, stopping: new AbortController().signal, report: () => {} })

  it('tells all that is pending in order, batch by batch, and once it is confirmed not again', async () => {
    const outbox = memoryOutbox(eventsUpTo(7))
    const sink = rememberingSink('a')

    expect(await once(sink, outbox, 3)).toEqual({ kind: 'done' })
    expect(await once(sink, outbox, 3)).toEqual({ kind: 'done' })

    expect(sink.batches).toEqual([[1, 2, 3], [4, 5, 6], [7]])
  })

  it('tells the same events again under the same ids after a sink could not take them', async () => {
    const outbox = memoryOutbox(eventsUpTo(2))
    const sink = rememberingSink('a', ['retry', 'sent'])

    expect(await once(sink, outbox)).toEqual({ kind: 'retry' })
    expect(await once(sink, outbox)).toEqual({ kind: 'done' })

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

    expect(await once(sink, failing)).toEqual({ kind: 'retry' })
    expect(await once(sink, outbox)).toEqual({ kind: 'done' })

    expect(sink.batches).toEqual([[1], [1]])
  })

  it('reports what a sink threw and keeps the events', async () => {
    const outbox = memoryOutbox(eventsUpTo(1))
    const reported: unknown[] = []
    const throwing: Sink = { name: 'a', send: () => Promise.reject(new Error('refused')) }
    const delivery = { outbox, batchMax: 10, lease: held, stopping: new AbortController().signal }

    const delivered = await deliverTo(throwing, { ...delivery, report: (sink, error) => reported.push([sink, error]) })

    expect(delivered).toEqual({ kind: 'retry' })
    expect(reported).toEqual([['a', new Error('refused')]])
    expect(await outbox.pending('a', 10)).toHaveLength(1)
  })
})

describe('deliverTo a sink that has some of its events', () => {
  const once = (sink: Sink, outbox: DeliverOutbox, buried?: (sink: string, reason: string) => void) =>
    deliverTo(sink, {
      ...{ outbox, batchMax: 3, lease: held, stopping: new AbortController().signal, report: () => {} },
      ...(buried && { buried }),
    })

  it('confirms up to the first that waits, and comes back when that one is worth a try', async () => {
    const outbox = memoryOutbox(eventsUpTo(3))
    const sink = rememberingSink('a', [partly([[2, 500]]), partly([[2, 400]]), 'sent'])

    expect(await once(sink, outbox)).toEqual({ kind: 'waiting', afterMs: 400 })
    expect(outbox.marks.get('a')).toBe(1)
    expect(await once(sink, outbox)).toEqual({ kind: 'done' })

    expect(sink.batches).toEqual([
      [1, 2, 3],
      [2, 3],
      [2, 3],
    ])
    expect(outbox.marks.get('a')).toBe(3)
  })

  it('comes back for the one that is due first', async () => {
    const outbox = memoryOutbox(eventsUpTo(2))
    const waiting = partly([
      [1, 900],
      [2, 100],
    ])

    expect(await once(rememberingSink('a', [waiting]), outbox)).toEqual({ kind: 'waiting', afterMs: 100 })
    expect(outbox.marks.get('a')).toBeUndefined()
  })

  it('sets aside what can never be told, says so, and goes on with the others', async () => {
    const outbox = memoryOutbox(eventsUpTo(5))
    const told: string[] = []
    const sink = rememberingSink('a', [partly([], [2]), 'sent'])

    expect(await once(sink, outbox, (name, reason) => told.push(`${name}: ${reason}`))).toEqual({ kind: 'done' })

    expect(outbox.buried).toEqual([{ sink: 'a', tenant: 'default', sequence: 2, reason: 'bad', attempts: 8 }])
    expect(told).toEqual(['a: bad'])
    expect(sink.batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
  })

  it('goes on past a dead one while another waits', async () => {
    const outbox = memoryOutbox(eventsUpTo(4))
    const sink = rememberingSink('a', [partly([[1, 500]], [2]), partly([[1, 500]])])

    expect(await once(sink, outbox)).toEqual({ kind: 'waiting', afterMs: 500 })

    expect(sink.batches).toEqual([
      [1, 2, 3],
      [1, 3, 4],
    ])
  })

  it('keeps an event that could not be set aside', async () => {
    const outbox = memoryOutbox(eventsUpTo(1))
    const failing = { ...outbox, bury: () => Promise.reject(new Error('store gone')) }

    expect(await once(rememberingSink('a', [partly([], [1])]), failing)).toEqual({ kind: 'retry' })
    expect(await outbox.pending('a', 10)).toHaveLength(1)
  })
})

describe('deliverTo a sink with events of several tenants', () => {
  const of = (other: string, sequence: number) => ({
    ...someEvent(sequence),
    tenant: other,
    id: `${other}-${sequence}`,
  })
  const once = (sink: Sink, outbox: DeliverOutbox) =>
    deliverTo(sink, { outbox, batchMax: 10, lease: held, stopping: new AbortController().signal, report: () => {} })

  it('confirms each of them, although their sequences are the same', async () => {
    const outbox = memoryOutbox([of('a', 1), of('b', 1), of('a', 2)])
    expect(await once(rememberingSink('sink'), outbox)).toEqual({ kind: 'done' })
    expect([outbox.markOf('sink', 'a'), outbox.markOf('sink', 'b')]).toEqual([2, 1])
  })

  it('is held up for one tenant alone by an event that waits, and buries the right one', async () => {
    const outbox = memoryOutbox([of('a', 1), of('b', 1), of('a', 2), of('b', 2)])
    const answer: SendAnswer = {
      kind: 'partly',
      waiting: [{ event: { tenant: 'a', sequence: 1 }, afterMs: 500 }],
      buried: [{ event: { tenant: 'b', sequence: 2 }, attempts: 8, reason: 'bad', diedMs: 0 }],
    }
    const sink = rememberingSink('sink', [answer, { ...answer, buried: [] }])
    expect(await once(sink, outbox)).toEqual({ kind: 'waiting', afterMs: 500 })
    expect([outbox.markOf('sink', 'a'), outbox.markOf('sink', 'b')]).toEqual([0, 2])
    expect(outbox.buried).toMatchObject([{ tenant: 'b', sequence: 2 }])
  })
})

describe('the lease of a sink', () => {
  it('lets a sink wait that another process tells, until that one stops', async () => {
    const events = eventsUpTo(1)
    const outbox = memoryOutbox(events)
    const [mine, theirs] = [rememberingSink('a'), rememberingSink('a')]
    const first = start(outbox, [mine], { holder: 'first' })
    await mine.until(1)
    start(outbox, [theirs], { holder: 'second' })
    events.push(someEvent(2))
    first.wake()
    await mine.until(2)
    await turns()
    expect(theirs.batches).toEqual([])

    await first.stop()
    events.push(someEvent(3))
    await theirs.until(1)
    expect([mine.batches.flat(), theirs.batches.flat()]).toEqual([[1, 2], [3]])
  })

  it('is renewed while a send takes longer than it lasts, and asked no more once it stopped', async () => {
    let asked = 0
    const outbox = memoryOutbox(eventsUpTo(1))
    const counting: DeliverOutbox = {
      ...outbox,
      lease: async (...lease) => {
        asked += 1
        return outbox.lease(...lease)
      },
    }
    const sending = Promise.withResolvers<SendAnswer>()
    const slow: Sink = { name: 'slow', send: () => sending.promise, close: async () => sending.resolve('retry') }
    const delivering = start(counting, [slow])
    while (asked < 4) await turns()

    await delivering.stop()

    const before = asked
    await turns()
    expect(asked).toBe(before)
    expect(outbox.holders.size).toBe(0)
  })

  it('stops a sink after the batch that it has when another process took it meanwhile', async () => {
    const lease = { held: true }
    const sink = rememberingSink('a')
    const losing: Sink = {
      name: 'a',
      send: async (events) => {
        lease.held = false
        return sink.send(events)
      },
    }
    const stopping = new AbortController().signal
    await deliverTo(losing, { outbox: memoryOutbox(eventsUpTo(4)), batchMax: 2, lease, stopping, report: () => {} })
    expect(sink.batches).toEqual([[1, 2]])
  })

  it('is asked for less often than the one who has it looks for news', async () => {
    const waits: number[] = []
    const outbox: DeliverOutbox = { ...memoryOutbox(eventsUpTo(1)), lease: async () => false }
    const wait = async (ms: number, signal: AbortSignal) => {
      if (ms === renewMs) return abortOnly(ms, signal)
      waits.push(ms)
      if (waits.length > 1) await abortOnly(ms, signal)
    }
    start(outbox, [rememberingSink('a')], { wait, limits: { idleMs: 7, leaseAskMs: 70 } })

    while (waits.length < 2) await turns()

    expect(waits).toEqual([70, 70])
  })

  it('is asked for again after the store could not tell who has it', async () => {
    const outbox = memoryOutbox(eventsUpTo(1))
    const failures = [new Error('gone'), new Error('gone')]
    const reported: unknown[] = []
    const failing: DeliverOutbox = {
      ...outbox,
      lease: async (...lease) => {
        const failure = failures.shift()
        if (failure !== undefined) throw failure
        return outbox.lease(...lease)
      },
    }
    const sink = rememberingSink('a')
    start(failing, [sink], { report: (_, error) => reported.push(error) })
    await sink.until(1)
    expect(reported).toHaveLength(2)
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

  it('asks a sink anew that has not answered for too long, and says so', async () => {
    const reported: unknown[] = []
    const healthy = rememberingSink('a')
    let hung = 0
    const hanging: Sink = {
      name: 'a',
      send: (events) => (hung++ === 0 ? new Promise(() => {}) : healthy.send(events)),
    }
    start(memoryOutbox(eventsUpTo(1)), [hanging], {
      report: (sink, error) => reported.push([sink, String(error)]),
      limits: { sendMs: 5 },
    })

    await healthy.until(1)

    expect(reported).toEqual([['a', 'SendTimeout: no answer from the sink within 5 ms']])
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
      if (ms === renewMs) return abortOnly(ms, signal)
      waits.push(ms)
      if (waits.length > 4) await abortOnly(ms, signal)
    }
    start(memoryOutbox(eventsUpTo(1)), [sink], { wait, limits: { retryMs: 100, retryMaxMs: 350, idleMs: 7 } })

    await sink.until(5)
    await turns()

    expect(waits).toEqual([100, 200, 350, 350, 7])
  })

  it('tells a new event at once while an old one waits for its next try', async () => {
    const events = eventsUpTo(1)
    const sink = rememberingSink('a', [partly([[1, 3_600_000]]), partly([[1, 3_600_000]])])
    const delivering = start(memoryOutbox(events), [sink], { wait: abortOnly })
    await sink.until(1)

    events.push(someEvent(2))
    delivering.wake()

    await sink.until(3)
    expect(sink.batches).toEqual([[1], [1, 2]])
  })

  it('looks at a waiting event again by itself, however far its time and however short', async () => {
    const waits: number[] = []
    const sink = rememberingSink('a', [partly([[1, 3_600_000]]), partly([[1, 0]]), 'sent'])
    const wait = async (ms: number, signal: AbortSignal) => {
      if (ms === renewMs) return abortOnly(ms, signal)
      waits.push(ms)
      if (waits.length > 2) await abortOnly(ms, signal)
    }
    start(memoryOutbox(eventsUpTo(1)), [sink], { wait, limits: { retryMaxMs: 60_000, idleMs: 7 } })

    await sink.until(3)
    await turns()

    expect(waits).toEqual([60_000, 0, 7])
  })

  it('closes its sinks when it stops: what is still under way is given up, what was told is written down', async () => {
    const outbox = memoryOutbox(eventsUpTo(2))
    const closing = Promise.withResolvers<void>()
    const slow: Sink = {
      name: 'slow',
      send: () => closing.promise.then(() => partly([[2, 0]])),
      close: async () => closing.resolve(),
    }
    const broken: Sink = { name: 'broken', send: async () => 'sent', close: () => Promise.reject(new Error('no')) }
    const reported: string[] = []
    const delivering = start(outbox, [slow, broken], { wait: atOnce, report: (sink) => reported.push(sink) })

    await turns()

    await Promise.all([delivering.stop(), delivering.stop()])

    expect(outbox.marks.get('slow')).toBe(1)
    expect(reported).toEqual(['broken'])
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
  outbox: DeliverOutbox,
  sinks: readonly Sink[],
  options: Partial<Parameters<typeof startDelivering>[0]> = {},
): Delivering {
  const delivering = startDelivering({
    ...{ outbox, sinks, holder: 'here', nowMs: () => 0, wait: pause, chance: () => 0, report: () => {} },
    ...options,
  })
  running.push(delivering)
  return delivering
}

/** Some wait for so long, some are set aside; the sink has the others. */
function partly(
  waiting: readonly (readonly [sequence: number, afterMs: number])[],
  buried: readonly number[] = [],
): PartlySent {
  return {
    kind: 'partly',
    waiting: waiting.map(([sequence, afterMs]) => ({ event: { tenant, sequence }, afterMs })),
    buried: buried.map((sequence) => ({ event: { tenant, sequence }, attempts: 8, reason: 'bad', diedMs: 0 })),
  }
}

function eventsUpTo(last: number): CandidateEvent[] {
  return Array.from({ length: last }, (_, index) => someEvent(index + 1))
}

/** A sink that remembers what it was told; it answers in turn, then always `sent`. */
function rememberingSink(name: string, answers: SendAnswer[] = []) {
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
