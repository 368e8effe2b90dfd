import { createHmac } from 'node:crypto'
import { CloudEvent } from 'cloudevents'
import { describe, expect, it } from 'vitest'
import type { HttpSinkOptions } from '../../src/deliver/http-sink.ts'
import { webhookSink } from '../../src/deliver/webhook-sink.ts'
import { someEvent } from './candidate.ts'
import { answerWith, type Received, startReceiver } from './receiver.ts'

const secretOf = (fill: number) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`
const allSent = { kind: 'partly', waiting: [], buried: [] }

describe('webhookSink', () => {
  it('posts one CloudEvent in structured mode per event, in order', async () => {
    const receiver = await startReceiver()

    expect(await sinkTo(receiver.url).send([someEvent(1), someEvent(2)])).toEqual(allSent)

    const [first, second] = receiver.received
    expect(first?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8')
    expect(new CloudEvent(JSON.parse(first?.body ?? '')).validate()).toBe(true)
    expect(JSON.parse(second?.body ?? '')).toMatchObject({
      id: 'event-2',
      data: { sequence: 2 },
    })
  })

  it('signs what a receiver verifies, with both secrets while they rotate', async () => {
    const receiver = await startReceiver()
    const rotating = { secret: secretOf(1), previousSecret: secretOf(2) }

    await sinkTo(receiver.url, {}, rotating).send([someEvent(1)])

    const [received] = receiver.received
    expect(verified(received, secretOf(1))).toBe(true)
    expect(verified(received, secretOf(2))).toBe(true)
    expect(verified(received, secretOf(3))).toBe(false)
    expect(verified(received && { ...received, body: `${received.body} ` }, secretOf(1))).toBe(false)
  })

  it('keeps the id and renews the time when it tells an event again', async () => {
    const receiver = await startReceiver(answerWith(500, 200))
    const clock = { nowMs: 1_700_000_000_000 }
    const sink = sinkTo(receiver.url, { nowMs: () => clock.nowMs, monotonicMs: () => clock.nowMs })

    await sink.send([someEvent(1)])
    clock.nowMs += 10_000
    expect(await sink.send([someEvent(1)])).toEqual(allSent)

    const headers = receiver.received.map(({ headers }) => [headers['webhook-id'], headers['webhook-timestamp']])
    expect(headers).toEqual([
      ['event-1', '1700000000'],
      ['event-1', '1700000010'],
    ])
    expect(verified(receiver.received[1], secretOf(1))).toBe(true)
  })

  for (const status of [400, 401, 404, 413, 500, 503, 301, 308]) {
    it(`tries again after ${status}`, async () => {
      const receiver = await startReceiver(answerWith(status))

      expect(await sinkTo(receiver.url).send([someEvent(1)])).toMatchObject({
        waiting: [{ event: { tenant: 'default', sequence: 1 } }],
        buried: [],
      })
    })
  }

  for (const status of [429, 503]) {
    it(`comes back when an endpoint that answers ${status} says so`, async () => {
      const receiver = await startReceiver((response) => response.writeHead(status, { 'retry-after': '60' }).end())

      expect(await sinkTo(receiver.url, { monotonicMs: () => 0 }).send([someEvent(1), someEvent(2)])).toMatchObject({
        waiting: [
          { event: { tenant: 'default', sequence: 1 }, afterMs: 60_000 },
          { event: { tenant: 'default', sequence: 2 }, afterMs: 60_000 },
        ],
      })
    })
  }

  it('sends nothing more to an endpoint that answers 410', async () => {
    const receiver = await startReceiver(answerWith(410))
    const sink = sinkTo(receiver.url)

    expect(await sink.send([someEvent(1)])).toMatchObject({ buried: [{ event: { tenant: 'default', sequence: 1 } }] })
    expect(await sink.send([someEvent(2)])).toMatchObject({
      buried: [{ event: { tenant: 'default', sequence: 2 }, attempts: 0 }],
    })

    expect(receiver.received).toHaveLength(1)
  })

  it('tries again after no answer, no connection and an address it may not reach, and says why in the end', async () => {
    const silent = await startReceiver(() => {})
    const resolve = async () => ['169.254.169.254']
    const once = { scheduleMs: [], timeoutMs: 60_000 }
    const sinks = [
      sinkTo(silent.url, { ...once, timeoutMs: 50 }),
      sinkTo('http://127.0.0.1:1/', once),
      sinkTo('http://a.example/', { ...once, resolve }),
    ]

    const answers = await Promise.all(sinks.map((sink) => sink.send([someEvent(1)])))

    expect(answers).toMatchObject([
      { buried: [{ reason: 'no answer within 50 ms' }] },
      { buried: [{ reason: 'the connection failed (ECONNREFUSED)' }] },
      { buried: [{ reason: 'the host leads to an address that this sink may not reach' }] },
    ])
  })

  it('reaches no loopback where it was not allowed to', () => {
    const spec = { name: 'hook', url: 'https://127.0.0.1/', secret: secretOf(1) }

    expect(() => webhookSink(spec)).toThrow(/hook/)
  })

  it('cuts an event that receivers would refuse for its size', async () => {
    const receiver = await startReceiver()

    await sinkTo(receiver.url).send([someEvent(1, { explanation: 'x'.repeat(30_000) })])

    const [received] = receiver.received
    expect(Buffer.byteLength(received?.body ?? '')).toBeLessThanOrEqual(20_000)
    expect(JSON.parse(received?.body ?? '').data.cut).toBeDefined()
    expect(verified(received, secretOf(1))).toBe(true)
  })
})

function sinkTo(url: string, options: HttpSinkOptions = {}, more = {}) {
  const spec = { name: 'hook', url, secret: secretOf(1), allowPrivate: true, ...more }
  return webhookSink(spec, { chance: () => 0.5, ...options })
}

/** As docs/events.md tells receivers to do it. */
function verified(received: Received | undefined, secret: string): boolean {
  const { headers = {}, body = '' } = received ?? {}
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(expected)
}
