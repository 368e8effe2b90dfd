import type { Metric } from './metric.ts'

export interface Series {
  readonly labels: readonly (readonly [name: string, value: string])[]
  /** Of a histogram: how many values there were. */
  value: number
  /** Of a histogram: their sum, and how many fell into each bucket, not added up. */
  sum: number
  readonly counts: number[]
}

export interface MetricFamily {
  readonly metric: Metric
  readonly series: readonly Series[]
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function exposition(families: readonly MetricFamily[]): string {
  return families
    .filter(({ series }) => series.length > 0)
    .map(({ metric, series }) => [...head(metric), ...series.flatMap((one) => lines(metric, one)), ''].join('\n'))
    .join('')
}

function head({ name, help, kind }: Metric): readonly string[] {
  return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${kind}`]
}

function lines(metric: Metric, series: Series): readonly string[] {
  if (metric.kind === 'histogram') return histogramLines(metric, series)
  return [sample(metric.name, series.labels, series.value)]
}

function histogramLines({ name, buckets }: Metric, { labels, value, sum, counts }: Series): readonly string[] {
  let below = 0
  const bounded = buckets.map((bound, index) => {
    below += counts[index] ?? 0
    return sample(`${name}_bucket`, [...labels, ['le', String(bound)]], below)
  })
  return [
    ...bounded,
    sample(`${name}_bucket`, [...labels, ['le', '+Inf']], value),
    sample(`${name}_sum`, labels, sum),
    sample(`${name}_count`, labels, value),
  ]
}

function sample(name: string, labels: Series['labels'], value: number): string {
  const pairs = labels.map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(',')
  return `${name}${pairs === '' ? '' : `{${pairs}}`} ${number(value)}`
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}
