/** A metric, described once: the registry, the exposition and docs/metrics.md come from this. */
export interface Metric {
  /** In full, with the unit in the suffix; counters end in `_total`. */
  readonly name: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  /** UCUM, as OpenTelemetry writes it: `s`, `By`, `{span}`. */
  readonly unit: string
  /** One sentence. */
  readonly help: string
  readonly labels: Readonly<Record<string, LabelValues>>
  /** Upper bounds of a histogram, ascending; the last bucket has none. */
  readonly buckets: readonly number[]
}

/**
 * Label values come from closed sets: written down here, or named when the registry is made. A value that is none of
 * them is counted as `other`, so nothing from the wire can make a series.
 */
export type LabelValues = readonly string[] | 'signal names' | 'sink names'

export type Labels = Readonly<Record<string, string>>

type LabelSets = Metric['labels']

export function counter(name: string, unit: string, help: string, labels: LabelSets = {}): Metric {
  return { name: `promontory_${name}_total`, kind: 'counter', unit, help, labels, buckets: [] }
}

export function gauge(name: string, unit: string, help: string, labels: LabelSets = {}): Metric {
  return { name: `promontory_${name}`, kind: 'gauge', unit, help, labels, buckets: [] }
}

/** Of seconds: from a millisecond to ten seconds, where everything of ours ends. */
export function secondsHistogram(name: string, help: string, labels: LabelSets = {}): Metric {
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  return { name: `promontory_${name}_seconds`, kind: 'histogram', unit: 's', help, labels, buckets }
}
