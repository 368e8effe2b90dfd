import type { Count } from '../otlp/count.ts'
import type { MetricId } from './metric-list.ts'
import type { Metrics } from './metrics.ts'

/** What the OTLP edges count, as metrics. */
export function countOtlp(metrics: Metrics): Count {
  return (name, { transport = '', kind = '', answer = '', outcome = '', reason = '' }, n) => {
    const at = { receiver: 'otlp', transport }
    if (name === 'otlp_requests')
      metrics.add('receiverRequests', { ...at, outcome: outcomeOf.get(answer) ?? 'failure', reason: answer }, n)
    if (name === 'otlp_refused') metrics.add('receiverRefusals', { ...at, reason }, n)
    if (name === 'otlp_body_bytes') metrics.add('receiverBodyBytes', at, n)
    const items = name === 'otlp_items' ? itemMetrics.get(`${kind} ${outcome}`) : undefined
    if (items !== undefined) metrics.add(items, at, n)
  }
}

/** What the receiving flow counts, as far as nothing else counts it already. */
export function countReceived(metrics: Metrics): (name: string, n: number) => void {
  return (name, n) => {
    if (droppedByReceiver.has(name)) metrics.add('processorDropped', { reason: name }, n)
  }
}

const droppedByReceiver = new Set(['ignored_logs', 'ignored_metrics', 'rejected'])

const outcomeOf = new Map([
  ['accepted', 'success'],
  ['partial', 'success'],
  ['retry', 'refused'],
  ['over_quota', 'refused'],
])

const itemMetrics = new Map<string, MetricId>([
  ['traces accepted', 'acceptedSpans'],
  ['traces refused', 'refusedSpans'],
  ['traces failed', 'failedSpans'],
  ['logs accepted', 'acceptedLogRecords'],
  ['logs refused', 'refusedLogRecords'],
  ['logs failed', 'failedLogRecords'],
])
