import type { LabelValues, Metric } from './metric.ts'
import { metricList } from './metric-list.ts'

/** The page `docs/metrics.md`, made from the descriptions so that it cannot fall behind them. */
export function describeMetrics(): string {
  return [introduction, ...Object.values(metricList).map(describe)].join('\n')
}

const introduction = `# Metrics

\`/metrics\` of the API's port answers in the Prometheus text format. Names follow the OpenTelemetry Collector: what a
receiver, a processor and an exporter count has the same name here as there, with the prefix \`promontory_\`. Label values
come from closed sets; what is in none of them is counted as \`other\`.

Counters are there from the start, with every combination of their labels, at 0; only \`other\` comes when it is first
counted, and so does what has labels and is no counter.

This page is made from the descriptions by \`node src/telemetry/write-docs.ts\`.
`

function describe({ name, kind, unit, help, labels, buckets }: Metric): string {
  const lines = Object.entries(labels).map(([label, values]) => `- \`${label}\`: ${valuesText(values)}`)
  const bounds = buckets.length === 0 ? [] : [`- buckets up to ${buckets.join(', ')} ${unit}`]
  const list = [...lines, ...bounds]
  return [`## ${name}`, '', `${kind}, \`${unit}\`. ${help}`, '', ...list, ...(list.length > 0 ? [''] : [])].join('\n')
}

function valuesText(values: LabelValues): string {
  if (values === 'signal names') return 'the signals of docs/signals.md'
  if (values === 'sink names') return 'the configured sinks'
  return values.map((value) => `\`${value}\``).join(', ')
}
