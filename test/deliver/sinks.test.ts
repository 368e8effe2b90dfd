import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { openSinks, type SinksSpec, sinkFaults } from '../../src/deliver/sinks.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const hook = { name: 'ops', url: 'https://hooks.example.com/x', secret }
const none: SinksSpec = { stdout: { enabled: false }, file: null, webhooks: [], otlp: null }

describe('openSinks', () => {
  it('opens what is configured under names that stay', () => {
    const all: SinksSpec = {
      ...{ stdout: { enabled: true }, file: { path: 'events.ndjson' }, webhooks: [hook, { ...hook, name: 'b' }] },
      otlp: { endpoint: 'https://collector.example.com' },
    }

    const names = openSinks(all, new PassThrough()).map(({ name }) => name)

    expect(names).toEqual(['stdout', 'file', 'webhook:ops', 'webhook:b', 'otlp'])
    expect(openSinks(none, new PassThrough())).toEqual([])
  })

  it('opens nothing that has a fault', () => {
    for (const change of [{ url: 'http://hooks.example.com/' }, { secret: 'short' }, { previousSecret: 'short' }])
      expect(() => openSinks({ ...none, webhooks: [{ ...hook, ...change }] }, new PassThrough())).toThrow(/ops/)
    expect(() => openSinks({ ...none, otlp: { endpoint: 'http://127.0.0.1/' } }, new PassThrough())).toThrow(/otlp/)
  })
})

describe('sinkFaults', () => {
  it('finds none in a configuration that is right', () => {
    const own = { ...hook, name: 'own', url: 'http://127.0.0.1:9/', allowPrivate: true, previousSecret: secret }

    expect(sinkFaults({ webhooks: [hook, own], otlp: { endpoint: 'http://10.0.0.1', allowPrivate: true } })).toEqual([])
  })

  it('tells all faults at once, each with its path, and quotes no secret', () => {
    const faults = sinkFaults({
      webhooks: [
        { name: 'a b', url: 'https://user:hunter2@example.com/SECRET', secret: 'SECRET' },
        hook,
        { ...hook, previousSecret: 'SECRET' },
        { ...hook, name: 'private', url: 'https://10.0.0.1/SECRET' },
      ],
      otlp: { endpoint: 'http://collector.example.com/SECRET' },
    })

    expect(faults.map(({ path }) => path)).toEqual([
      ...['sinks.webhooks[0].name', 'sinks.webhooks[0].url', 'sinks.webhooks[0].secret'],
      ...['sinks.webhooks[2].previousSecret', 'sinks.webhooks[2].name', 'sinks.webhooks[3].url', 'sinks.otlp.endpoint'],
    ])
    expect(JSON.stringify(faults)).not.toMatch(/SECRET|hunter2/)
  })

  it('takes at most 50 webhooks', () => {
    const webhooks = Array.from({ length: 51 }, (_, index) => ({ ...hook, name: `hook-${index}` }))

    expect(sinkFaults({ webhooks: webhooks.slice(1), otlp: null })).toEqual([])
    expect(sinkFaults({ webhooks, otlp: null })).toEqual([{ path: 'sinks.webhooks', expected: 'at most 50 webhooks' }])
  })
})
