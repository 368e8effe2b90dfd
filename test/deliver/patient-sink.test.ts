import { describe, expect, it } from 'vitest'
import type { PartlySent } from '../../src/deliver/contract.ts'
import { patientSink, type TellAnswer } from '../../src/deliver/patient-sink.ts'
import { someEvent } from './candidate.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const failed = { kind: 'failed', reason: 'down', holdMs: 0 } as const

describe('patientSink', () => {
  it('tells every event once, in order, and has them all', async () => {
    const { sink, told, send } = start()

    expect(await send(1, 2, 3)).toEqual({ kind: 'partly', waiting: [], buried: [] })
    expect(await send(1, 2, 3)).toEqual({ kind: 'partly', waiting: [], buried: [] })

    expect(told).toEqual([1, 2, 3])
    expect(sink.name).toBe('hook')
  })

  it('tries an event again by the schedule of Standard Webhooks and then gives it up', async () => {
    const { told, send, clock } = start(() => failed)
    const delays: number[] = []

    let answer = await send(1)
    for (; answer.waiting.length > 0; answer = await send(1)) {
      const [{ afterMs } = { afterMs: 0 }] = answer.waiting
      clock.nowMs += afterMs - 1
      await send(1)
      clock.nowMs += 1
      delays.push(afterMs)
    }

    expect(delays).toEqual([5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour])
    expect(told).toHaveLength(8)
    expect(answer.buried).toEqual([{ event: named(1), attempts: 8, reason: 'down', diedMs: clock.wallMs }])
  })

  it('spreads every step by a fifth to either side', async () => {
    const first = async (chance: number) => (await start(() => failed, chance).send(1)).waiting

    expect(await first(0)).toEqual([{ event: named(1), afterMs: 4_000 }])
    expect(await first(1)).toEqual([{ event: named(1), afterMs: 6_000 }])
  })

  it('keeps to its schedule when the clock of the machine is set anew', async () => {
    const { told, send, clock } = start(() => failed)
    await send(1)
    clock.wallMs -= day
    clock.nowMs = 5_000

    await send(1)

    expect(told).toEqual([1, 1])
  })

  it('goes on with the others while one waits, and tells none of them twice', async () => {
    const { told, send, clock } = start((sequence) =>
      sequence === 2 && clock.nowMs < 5_000 ? failed : { kind: 'told' },
    )

    expect((await send(1, 2, 3)).waiting.map(({ event }) => event.sequence)).toEqual([2, 3])
    expect((await send(2, 3)).waiting).toEqual([{ event: named(2), afterMs: 5_000 }])
    clock.nowMs = 5_000
    expect((await send(2, 3, 4)).waiting).toEqual([])

    expect(told).toEqual([1, 2, 3, 4, 2])
  })

  it('answers soon, so that what was told can be confirmed', async () => {
    const { told, send } = start()
    const events = Array.from({ length: 25 }, (_, index) => index + 1)

    expect((await send(...events)).waiting).toHaveLength(15)
    expect(told).toHaveLength(10)
  })

  it('tells nothing at all before the endpoint wants to hear again', async () => {
    const { told, send, clock } = start((sequence) =>
      sequence === 1 && clock.nowMs === 0 ? { ...failed, holdMs: 90_000 } : { kind: 'told' },
    )

    await send(1)
    expect((await send(1, 2)).waiting).toEqual([
      { event: named(1), afterMs: 90_000 },
      { event: named(2), afterMs: 90_000 },
    ])
    clock.nowMs = 90_000
    await send(1, 2)

    expect(told).toEqual([1, 2, 1])
  })

  it('gives up at once on what can never be told, and goes on', async () => {
    const { send } = start((sequence) => (sequence === 1 ? { kind: 'never', reason: 'bad' } : { kind: 'told' }))

    expect((await send(1, 2)).buried).toMatchObject([{ event: named(1), attempts: 1, reason: 'bad' }])
    expect(await send(2)).toEqual({ kind: 'partly', waiting: [], buried: [] })
  })

  it('begins anew with an event that was given up and then replayed', async () => {
    let answer: TellAnswer = { kind: 'never', reason: 'bad' }
    const { told, send } = start(() => answer)
    await send(1)

    answer = { kind: 'told' }

    expect(await send(1)).toEqual({ kind: 'partly', waiting: [], buried: [] })
    expect(told).toEqual([1, 1])
  })

  it('asks an endpoint that is gone nothing more, and sets everything aside', async () => {
    const { told, send } = start((sequence) => (sequence === 2 ? { kind: 'gone', reason: '410' } : { kind: 'told' }))

    expect((await send(1, 2, 3)).buried.map(({ event, attempts }) => [event.sequence, attempts])).toEqual([
      [2, 1],
      [3, 0],
    ])
    expect((await send(4)).buried).toMatchObject([{ event: named(4), reason: '410' }])
    expect(told).toEqual([1, 2])
  })

  it('turns an endpoint off that took nothing for five days', async () => {
    const { told, send, clock } = start(() => failed)
    await send(1)
    clock.nowMs = 5 * day - 1
    expect((await send(2)).waiting).toHaveLength(1)
    clock.nowMs = 5 * day
    const { buried, waiting } = await send(3, 4)

    expect(waiting).toEqual([])
    expect(buried.map(({ event }) => event.sequence)).toEqual([3, 4])
    expect(buried[0]?.reason).toContain('5 days')
    expect(told).toEqual([1, 2, 3])
  })

  it('forgets the days of failure when the endpoint takes something', async () => {
    const { send, clock } = start((sequence) => (sequence === 2 ? { kind: 'told' } : failed))
    await send(1)
    clock.nowMs = 4 * day
    await send(2)
    clock.nowMs = 6 * day

    expect((await send(3)).waiting).toHaveLength(1)
  })

  it('gives up the attempt under way when it is closed, counts no failure and begins nothing more', async () => {
    const told: number[] = []
    const sink = patientSink({
      ...{ name: 'hook', nowMs: () => 0, monotonicMs: () => 0, chance: () => 0.5 },
      tell: ({ sequence }, signal) => {
        told.push(sequence)
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed)))
      },
    })
    const sending = sink.send([someEvent(1), someEvent(2)])

    await sink.close?.()

    expect(await sending).toMatchObject({ waiting: [{ event: named(1), afterMs: 0 }, { event: named(2) }], buried: [] })
    expect(told).toEqual([1])
  })
})

describe('patientSink with events of several tenants', () => {
  it('keeps their attempts apart, although their sequences are the same, also when one is not in a batch', async () => {
    const clock = { nowMs: 0 }
    const told: string[] = []
    const sink = patientSink({
      name: 'hook',
      tell: async ({ tenant }) => {
        told.push(tenant)
        return tenant === 'a' ? failed : { kind: 'told' }
      },
      ...{ nowMs: () => 0, monotonicMs: () => clock.nowMs, chance: () => 0.5 },
    })
    const of = (tenant: string, sequence: number) => ({ ...someEvent(sequence), tenant, id: `${tenant}-${sequence}` })

    await sink.send([of('a', 1), of('b', 1)])
    expect(await sink.send([of('a', 1), of('b', 1)])).toMatchObject({
      waiting: [{ event: { tenant: 'a', sequence: 1 }, afterMs: 5_000 }],
      buried: [],
    })
    expect(told).toEqual(['a', 'b'])
    expect(await sink.send([of('a', 1), of('b', 2)])).toMatchObject({ waiting: [{ event: { tenant: 'a' } }] })
    expect(told).toEqual(['a', 'b', 'b'])
  })
})

const named = (sequence: number) => ({ tenant: 'default', sequence })

/** A patient sink under a clock of its own that answers by sequence. */
function start(answer: (sequence: number) => TellAnswer = () => ({ kind: 'told' }), chance = 0.5) {
  const told: number[] = []
  const clock = { nowMs: 0, wallMs: 1_700_000_000_000 }
  const sink = patientSink({
    ...{ name: 'hook', nowMs: () => clock.wallMs, monotonicMs: () => clock.nowMs, chance: () => chance },
    tell: async ({ sequence }) => {
      told.push(sequence)
      return answer(sequence)
    },
  })
  const send = async (...sequences: readonly number[]): Promise<PartlySent> => {
    const sent = await sink.send(sequences.map((sequence) => someEvent(sequence)))
    if (sent === 'sent' || sent === 'retry') throw new Error('a patient sink answers event by event')
    return sent
  }
  return { sink, told, clock, send }
}
