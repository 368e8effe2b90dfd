/** The registry: counts what happens and tells it in the Prometheus text format. */
import { exposition, type Series } from './exposition.ts'
import type { Labels, LabelValues, Metric } from './metric.ts'
import { type MetricId, metricList } from './metric-list.ts'

export interface Metrics {
  /** Adds to a counter. What is not positive adds nothing: a counter never falls. */
  add(id: MetricId, labels: Labels, n: number): void
  /** Sets a gauge, or a counter that is kept elsewhere. */
  set(id: MetricId, labels: Labels, value: number): void
  /** A value of a histogram. */
  observe(id: MetricId, labels: Labels, value: number): void
  /** Asked before every telling, for what is cheaper to read than to follow. Must not throw. */
  onCollect(collect: () => void): void
  metricsText(): string
}

/** The closed sets of names that only the rest of the program knows. */
export interface MetricNames {
  readonly signals: readonly string[]
  readonly sinks: readonly string[]
}

export function createMetrics(names: MetricNames): Metrics {
  const families = new Map(Object.entries(metricList).map(([id, metric]) => [id, family(metric, names)]))
  const collectors: (() => void)[] = []
  const of = (id: MetricId, kinds: readonly Metric['kind'][]): Family => {
    const found = families.get(id)
    if (found === undefined || !kinds.includes(found.metric.kind)) throw new Error(`${id} is no ${kinds.join(' or ')}`)
    return found
  }
  return {
    add: (id, labels, n) => {
      if (n > 0) of(id, ['counter']).seriesOf(labels).value += n
    },
    set: (id, labels, value) => {
      of(id, ['gauge', 'counter']).seriesOf(labels).value = value
    },
    observe: (id, labels, value) => observe(of(id, ['histogram']), labels, value),
    onCollect: (collect) => void collectors.push(collect),
    metricsText: () => {
      for (const collect of collectors) collect()
      return exposition([...families.values()].map(({ metric, series }) => ({ metric, series: [...series.values()] })))
    },
  }
}

interface Family {
  readonly metric: Metric
  readonly series: ReadonlyMap<string, Series>
  seriesOf(labels: Labels): Series
}

/** There are at most as many series as the closed sets of its labels can be combined. */
function family(metric: Metric, names: MetricNames): Family {
  const sets = Object.entries(metric.labels).map(([name, values]) => ({ name, values: closedSet(values, names) }))
  const series = new Map<string, Series>()

  function seriesOf(labels: Labels): Series {
    const values = sets.map(({ name, values }) => (values.has(labels[name] ?? '') ? (labels[name] ?? '') : 'other'))
    const key = values.join('\n')
    const known = series.get(key)
    if (known !== undefined) return known
    const named = sets.map(({ name }, index): readonly [string, string] => [name, values[index] ?? 'other'])
    const made: Series = { labels: named, value: 0, sum: 0, counts: metric.buckets.map(() => 0) }
    series.set(key, made)
    return made
  }

  // What can be told beforehand is there from the start: a rate of something that never happened is zero, not unknown. A
  // gauge with labels is not: until somebody has looked, 0 would be untrue.
  if (sets.length === 0 || metric.kind === 'counter') for (const labels of combined(sets)) seriesOf(labels)
  return { metric, series, seriesOf }
}

type LabelSet = { readonly name: string; readonly values: ReadonlySet<string> }

function combined(sets: readonly LabelSet[]): readonly Labels[] {
  return sets.reduce<readonly Labels[]>(
    (all, { name, values }) => all.flatMap((labels) => [...values].map((value) => ({ ...labels, [name]: value }))),
    [{}],
  )
}

function closedSet(values: LabelValues, names: MetricNames): ReadonlySet<string> {
  if (values === 'signal names') return new Set(names.signals)
  return new Set(values === 'sink names' ? names.sinks : values)
}

function observe({ metric, seriesOf }: Family, labels: Labels, value: number): void {
  const series = seriesOf(labels)
  series.value += 1
  series.sum += value
  const bucket = metric.buckets.findIndex((bound) => value <= bound)
  if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
}
