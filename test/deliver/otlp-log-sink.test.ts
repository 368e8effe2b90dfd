import { describe, expect, it } from 'vitest'
import { otlpLogSink } from '../../src/deliver/otlp-log-sink.ts'
import { someEvent } from './candidate.ts'
import { answerWith, startReceiver } from './receiver.ts'

const nowMs = 1_700_000_000_000

describe('otlpLogSink', () => {
  it('posts one log record per event to the path of logs', async () => {
    const receiver = await startReceiver()

    expect(await sinkTo(receiver.port).send([someEvent(1)])).toMatchObject({ waiting: [], buried: [] })

    const [received] = receiver.received
    expect(received?.path).toBe('/v1/logs')
    expect(received?.headers['content-type']).toBe('application/json')
    const [{ scopeLogs, resource }] = JSON.parse(received?.body ?? '').resourceLogs
    expect(valuesOf(resource.attributes)).toEqual({ 'service.name': 'promontory' })
    const [record] = scopeLogs[0].logRecords
    expect(record).toMatchObject({
      eventName: 'promontory.candidate',
      ...{ severityNumber: 13, severityText: 'WARN' },
      timeUnixNano: '1795435200000000000',
      observedTimeUnixNano: '1700000000000000000',
    })
    expect(valuesOf(record.attributes)).toMatchObject({
      'promontory.event.id': 'event-1',
      'promontory.candidate.id': 'abcdefgh234567',
      'promontory.candidate.kind': 'retry_storm',
      'promontory.candidate.fingerprint': 'a'.repeat(32),
      'promontory.candidate.state': 'open',
      'promontory.candidate.score': expect.any(Number),
      'gen_ai.agent.name': 'support-agent',
    })
    expect(valuesOf(record.body.kvlistValue.values)).toMatchObject({ locus: 'charge_card', runs: '4' })
  })

  it('names the trace of the latest exemplar where it is one', async () => {
    const receiver = await startReceiver()
    const exemplar = (traceId: string) => ({ exemplars: [{ runId: 'r', traceId, endMs: nowMs }] })

    await sinkTo(receiver.port).send([someEvent(1, exemplar('0af7651916cd43dd8448eb211c80319c'))])
    await sinkTo(receiver.port).send([someEvent(2, exemplar('not a trace id'))])
    await sinkTo(receiver.port).send([someEvent(3, { exemplars: [] })])

    const records = receiver.received.map(({ body }) => JSON.parse(body).resourceLogs[0].scopeLogs[0].logRecords[0])
    expect(records.map(({ traceId }) => traceId)).toEqual(['0af7651916cd43dd8448eb211c80319c', undefined, undefined])
  })

  it('adds the path of logs to a base URL only where it is not there', async () => {
    const receiver = await startReceiver()

    for (const path of ['', '/', '/base', '/base/', '/base/v1/logs', '/v1/logs?key=a'])
      await sinkTo(receiver.port, path).send([someEvent(1)])

    expect(receiver.received.map(({ path }) => path)).toEqual([
      ...['/v1/logs', '/v1/logs', '/base/v1/logs', '/base/v1/logs', '/base/v1/logs', '/v1/logs?key=a'],
    ])
  })

  it('sends the headers that it was given along, and none of them in the place of its own', async () => {
    const receiver = await startReceiver()
    const spec = { endpoint: `http://127.0.0.1:${receiver.port}`, allowPrivate: true }

    await otlpLogSink({ ...spec, headers: 'Authorization=Bearer%20hunter2, x-team=a=b' }).send([someEvent(1)])

    const [received] = receiver.received
    expect(received?.headers).toMatchObject({
      ...{ authorization: 'Bearer hunter2', 'x-team': 'a=b', 'content-type': 'application/json' },
    })
  })

  it('tells no header in the reason of a dead letter', async () => {
    const receiver = await startReceiver(answerWith(401))
    const spec = { endpoint: `http://127.0.0.1:${receiver.port}`, allowPrivate: true }

    const answer = await otlpLogSink({ ...spec, headers: 'authorization=hunter2' }).send([someEvent(1)])

    expect(answer).toMatchObject({ buried: [{ reason: 'the endpoint answered 401' }] })
    expect(JSON.stringify(answer)).not.toContain('hunter2')
  })

  it('tries again only what OTLP allows to try again', async () => {
    for (const [status, kind] of [
      ...([429, 502, 503, 504] as const).map((status) => [status, 'waiting'] as const),
      ...([400, 401, 404, 413, 500, 301] as const).map((status) => [status, 'buried'] as const),
    ]) {
      const receiver = await startReceiver(answerWith(status))
      const answer = await sinkTo(receiver.port).send([someEvent(1)])

      expect(answer, String(status)).toMatchObject({ [kind]: [{ event: { sequence: 1 } }] })
    }
  })

  it('sets a record aside that a partial success rejects', async () => {
    const bodies = [
      '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"no"}}',
      '{}',
      'no json',
      '[[[[',
      'null',
    ]
    const receiver = await startReceiver((response, number) => response.end(bodies[number]))
    const sink = sinkTo(receiver.port)

    const buried = []
    for (const sequence of [1, 2, 3, 4, 5]) {
      const answer = await sink.send([someEvent(sequence)])
      if (typeof answer === 'object') buried.push(...answer.buried.map(({ event }) => event.sequence))
    }

    expect(buried).toEqual([1])
  })
})

function sinkTo(port: number, path = '') {
  const spec = { endpoint: `http://127.0.0.1:${port}${path}`, allowPrivate: true }
  return otlpLogSink(spec, { nowMs: () => nowMs, chance: () => 0.5 })
}

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

function valuesOf(attributes: readonly KeyValue[]) {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
