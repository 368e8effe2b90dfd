import { afterEach, describe, expect, it } from 'vitest'
import type { OtlpEdge } from '../../src/otlp/edge.ts'
import { startOtlpHttp } from '../../src/otlp/http-server.ts'
import { countOtlp, countReceived } from '../../src/telemetry/count-otlp.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { rememberingReceiver } from '../otlp/remembering-receiver.ts'
import { samplesOf } from './samples.ts'

let edge: OtlpEdge | null = null
afterEach(() => edge?.stop())

describe('what a real edge counts', () => {
  it('comes out under the names of the Collector', async () => {
    const metrics = createMetrics({ signals: [], sinks: [] })
    const receiver = rememberingReceiver(
      { kind: 'accepted', rejected: 2, message: 'bad', items: 5 },
      { kind: 'retry', message: 'later', afterMs: 0, items: 3 },
      { kind: 'malformed', message: 'bad' },
      { kind: 'accepted', rejected: 0, message: '', items: 4 },
    )
    edge = await startOtlpHttp({ endpoint: '127.0.0.1:0', receiver, count: countOtlp(metrics) })
    const post = (path: string) =>
      fetch(`http://${edge?.address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
    for (const path of ['/v1/traces', '/v1/traces', '/v1/traces', '/v1/logs', '/nowhere']) await post(path)

    const samples = samplesOf(metrics.metricsText())
    const at = 'receiver="otlp",transport="http"'
    const of = (name: string, labels = at) => samples.get(`promontory_receiver_${name}_total{${labels}}`)
    expect([of('accepted_spans'), of('failed_spans'), of('refused_spans')]).toEqual([5, 2, 3])
    expect([of('accepted_log_records'), of('body_bytes')]).toEqual([4, 8])
    expect(of('requests', `${at},outcome="success",reason="partial"`)).toBe(1)
    expect(of('requests', `${at},outcome="refused",reason="retry"`)).toBe(1)
    expect(of('requests', `${at},outcome="failure",reason="malformed"`)).toBe(1)
    expect(of('requests', `${at},outcome="success",reason="accepted"`)).toBe(1)
    expect(of('refusals', `${at},reason="path"`)).toBe(1)
    expect(metrics.metricsText()).not.toContain('other')
  })
})

it('of what the flow counts, only what nothing else counts becomes a metric', () => {
  const metrics = createMetrics({ signals: [], sinks: [] })
  const count = countReceived(metrics)
  for (const name of ['accepted', 'cut', 'ignored_logs', 'rejected', 'ignored_metrics']) count(name, 1)
  const dropped = [...samplesOf(metrics.metricsText())].filter(([name, n]) => name.includes('dropped') && n > 0)
  expect(dropped.map(([name]) => name)).toEqual([
    'promontory_processor_dropped_items_total{reason="ignored_logs"}',
    'promontory_processor_dropped_items_total{reason="ignored_metrics"}',
    'promontory_processor_dropped_items_total{reason="rejected"}',
  ])
})
