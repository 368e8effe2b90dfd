import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeMetrics } from '../../src/telemetry/describe-metrics.ts'
import type { LabelValues } from '../../src/telemetry/metric.ts'
import { type MetricId, metricList } from '../../src/telemetry/metric-list.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { samplesOf } from './samples.ts'

const names = { signals: ['tool_error', 'retry_storm'], sinks: ['stdout'] }

describe('metrics', () => {
  it('tell what was added, set and observed', () => {
    const metrics = createMetrics(names)
    metrics.add('findings', { signal: 'tool_error' }, 2)
    metrics.add('findings', { signal: 'tool_error' }, 1)
    metrics.set('storeTraces', { state: 'open' }, 7)
    metrics.set('storeTraces', { state: 'open' }, 5)
    const samples = samplesOf(metrics.metricsText())
    expect(samples.get('promontory_findings_total{signal="tool_error"}')).toBe(3)
    expect(samples.get('promontory_store_traces{state="open"}')).toBe(5)
  })

  it('tell a histogram by its buckets, each holding those below it, with sum and count', () => {
    const metrics = createMetrics(names)
    for (const seconds of [0.0005, 0.001, 0.02, 3, 60]) metrics.observe('storeDuration', { verb: 'append' }, seconds)
    const samples = samplesOf(metrics.metricsText())
    const below = (bound: string) =>
      samples.get(`promontory_store_call_duration_seconds_bucket{verb="append",le="${bound}"}`)
    expect(['0.001', '0.0025', '0.025', '2.5', '5', '10', '+Inf'].map(below)).toEqual([2, 2, 3, 3, 4, 4, 5])
    expect(samples.get('promontory_store_call_duration_seconds_count{verb="append"}')).toBe(5)
    expect(samples.get('promontory_store_call_duration_seconds_sum{verb="append"}')).toBeCloseTo(63.0215)
  })

  it('count a label value that is in no closed set as other, so that no input makes a series', () => {
    const metrics = createMetrics(names)
    fc.assert(
      fc.property(fc.string(), (signal) => {
        metrics.add('findings', { signal }, 1)
        metrics.add('findings', { [signal]: 'x' }, 1)
      }),
    )
    const series = [...samplesOf(metrics.metricsText()).keys()].filter((name) => name.startsWith('promontory_findings'))
    expect(series).toEqual(
      ['tool_error', 'retry_storm', 'other'].map((signal) => `promontory_findings_total{signal="${signal}"}`),
    )
  })

  it('do not let a counter fall', () => {
    const metrics = createMetrics(names)
    for (const n of [5, 0, -3, Number.NaN]) metrics.add('processorIncoming', {}, n)
    expect(samplesOf(metrics.metricsText()).get('promontory_processor_incoming_items_total')).toBe(5)
  })

  it('that count are there from the start, at zero, with every combination of their labels', () => {
    const samples = samplesOf(createMetrics(names).metricsText())
    for (const { name, kind, labels } of Object.values(metricList)) {
      if (kind !== 'counter') continue
      const series = [...samples].filter(([key]) => key === name || key.startsWith(`${name}{`))
      const sizes = Object.values(labels).map((values) => sizeOf(values))
      expect(series).toHaveLength(sizes.reduce((all, size) => all * size, 1))
      expect(series.every(([, value]) => value === 0)).toBe(true)
    }
    expect(samples.get('promontory_exporter_buried_events_total{exporter="stdout"}')).toBe(0)
    expect(samples.get('promontory_settle_runs_total{outcome="failed",complete="true"}')).toBe(0)
  })

  it('of something that has to be looked at are not there before somebody looked', () => {
    const text = createMetrics(names).metricsText()
    for (const name of ['promontory_store_traces', 'promontory_store_call_duration']) expect(text).not.toContain(name)
  })

  it('without labels start at zero', () => {
    expect(samplesOf(createMetrics(names).metricsText()).get('promontory_processor_outgoing_items_total')).toBe(0)
  })

  it('ask for what is read only when it is told', () => {
    const metrics = createMetrics(names)
    let facts = 0
    metrics.onCollect(() => metrics.set('storeFacts', {}, ++facts))
    metrics.metricsText()
    expect(samplesOf(metrics.metricsText()).get('promontory_store_facts')).toBe(2)
  })

  it('keep each kind to its own verbs', () => {
    const metrics = createMetrics(names)
    expect(() => metrics.add('storeFacts', {}, 1)).toThrow('storeFacts is no counter')
    expect(() => metrics.observe('findings', {}, 1)).toThrow('findings is no histogram')
  })

  it('escape names that were configured', () => {
    const metrics = createMetrics({ signals: [], sinks: ['a"b\\c\nd'] })
    metrics.add('exporterSent', { exporter: 'a"b\\c\nd' }, 1)
    expect(metrics.metricsText()).toContain('promontory_exporter_sent_events_total{exporter="a\\"b\\\\c\\nd"} 1\n')
  })
})

describe('the descriptions', () => {
  const metrics = Object.values(metricList)

  it('follow the naming: counters end in _total, seconds and bytes in their unit, nothing else does', () => {
    for (const { name, kind, unit } of metrics) {
      expect(name).toMatch(/^promontory_[a-z_]+$/)
      expect(name.endsWith('_total'), name).toBe(kind === 'counter')
      const base = name.replace(/_total$/, '')
      expect(base.endsWith('_seconds'), name).toBe(unit === 's')
      expect(base.endsWith('_bytes'), name).toBe(unit === 'By')
    }
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length)
  })

  it('are one sentence each, and few series', () => {
    for (const { name, help, labels } of metrics) {
      expect(help, name).toMatch(/^[A-Z][^\n]*\.$/)
      const sets = Object.values(labels).map((values) => (typeof values === 'string' ? 100 : values.length))
      expect(
        sets.reduce((product, size) => product * (size + 1), 1),
        name,
      ).toBeLessThan(1_000)
    }
  })

  it('make docs/metrics.md (node src/telemetry/write-docs.ts)', () => {
    const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
    expect(page).toBe(describeMetrics())
  })

  it('can all be told at once, each with its help and type before its samples', () => {
    const all = createMetrics(names)
    for (const [id, { kind }] of Object.entries(metricList)) {
      const verb = kind === 'histogram' ? all.observe : all.set
      verb(id as MetricId, {}, 1)
    }
    const text = all.metricsText()
    for (const { name, kind } of metrics) expect(text).toContain(`# TYPE ${name} ${kind}\n${name}`)
    expect(text.endsWith('\n')).toBe(true)
  })
})

function sizeOf(values: LabelValues): number {
  if (values === 'signal names') return names.signals.length
  return values === 'sink names' ? names.sinks.length : values.length
}
