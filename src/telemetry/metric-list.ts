import { refusalReasons } from '../otlp/count.ts'
import { counter, gauge, type Metric, secondsHistogram } from './metric.ts'

const receiver = { receiver: ['otlp'], transport: ['grpc', 'http'] }
const answers = ['accepted', 'partial', 'retry', 'over_quota', 'malformed', 'too_large', 'unauthenticated', 'forbidden']
const storeVerbs = ['append', 'claim', 'commit', 'apply']
const exporter = { exporter: 'sink names' } as const

/** Every metric, in the order in which they are shown. */
export const metricList = {
  acceptedSpans: counter('receiver_accepted_spans', '{span}', 'Spans that were acknowledged as durable.', receiver),
  refusedSpans: counter('receiver_refused_spans', '{span}', 'Spans whose sender was told to come again.', receiver),
  failedSpans: counter('receiver_failed_spans', '{span}', 'Spans that were rejected for good.', receiver),
  acceptedLogRecords: counter(
    'receiver_accepted_log_records',
    '{record}',
    'Log records that were acknowledged as durable, or as telling nothing of a run.',
    receiver,
  ),
  refusedLogRecords: counter(
    'receiver_refused_log_records',
    '{record}',
    'Log records whose sender was told to come again.',
    receiver,
  ),
  failedLogRecords: counter(
    'receiver_failed_log_records',
    '{record}',
    'Log records that were rejected for good.',
    receiver,
  ),
  receiverRequests: counter(
    'receiver_requests',
    '{request}',
    'Export requests by their outcome; refused ones are told to come again, failures are final.',
    { ...receiver, outcome: ['success', 'refused', 'failure'], reason: answers },
  ),
  receiverRefusals: counter(
    'receiver_refusals',
    '{request}',
    'Requests that were refused at the edge, before the receiver had them or instead of its answer.',
    { ...receiver, reason: refusalReasons },
  ),
  receiverBodyBytes: counter('receiver_body_bytes', 'By', 'Bytes of request bodies, inflated.', receiver),
  processorIncoming: counter('processor_incoming_items', '{item}', 'Facts that were handed to the store.'),
  processorOutgoing: counter('processor_outgoing_items', '{item}', 'Facts that the store kept.'),
  processorDropped: counter('processor_dropped_items', '{item}', 'What was received and not kept, by its reason.', {
    reason: ['cut', 'late', 'ignored_logs', 'ignored_metrics', 'rejected'],
  }),
  settleTraces: counter('settle_traces', '{trace}', 'Judged traces by what became of the judgement.', {
    answer: ['committed', 'stale', 'continuation', 'failed'],
  }),
  settleRuns: counter(
    'settle_runs',
    '{run}',
    'Runs out of committed traces; a trace that is judged again counts again.',
    { outcome: ['completed', 'failed', 'aborted', 'waiting', 'unknown'], complete: ['true', 'false'] },
  ),
  settleCutRuns: counter(
    'settle_cut_runs',
    '{run}',
    'Runs of a trace beyond its first thousand, which are left out; counted as runs are.',
  ),
  findings: counter('findings', '{finding}', 'Findings out of committed traces, by signal; counted as runs are.', {
    signal: 'signal names',
  }),
  abstentions: counter('abstentions', '{abstention}', 'Signals that could not judge a run for want of a field.', {
    signal: 'signal names',
  }),
  candidatesDecided: counter('candidates_decided', '{decision}', 'Decisions on lessons by what they changed.', {
    outcome: ['opened', 'updated', 'closed', 'recorded', 'superseded'],
  }),
  candidatesReviewed: counter('candidates_reviewed', '{review}', "People's decisions by their answer.", {
    answer: ['done', 'conflict', 'unknown'],
  }),
  exporterSent: counter('exporter_sent_events', '{event}', 'Events that a sink has.', exporter),
  exporterFailed: counter(
    'exporter_send_failed_events',
    '{event}',
    'Events that a sink could not be told; they come again.',
    exporter,
  ),
  exporterBuried: counter('exporter_buried_events', '{event}', 'Events that became dead letters of a sink.', exporter),
  storeTraces: gauge('store_traces', '{trace}', 'Traces in the store by their state.', {
    state: ['open', 'settled', 'quarantined'],
  }),
  storeFacts: gauge('store_facts', '{fact}', 'Facts in the store.'),
  storeRuns: gauge('store_runs', '{run}', 'Run records in the store.'),
  storeLost: gauge('store_lost', '{item}', 'What found no place at a bound of the store, since it was made.', {
    what: ['unfed_runs', 'overflow_runs', 'events', 'dead_letters', 'rows'],
  }),
  storeDuration: secondsHistogram('store_call_duration', 'How long the store took to answer.', { verb: storeVerbs }),
  storeUnavailable: counter('store_unavailable', '{call}', 'Calls that the store could not promise to keep.', {
    verb: storeVerbs,
  }),
  processUptime: gauge('process_uptime_seconds', 's', 'How long the process has been running.'),
  processCpu: counter('process_cpu_seconds', 's', 'Processor time of the process, all threads together.'),
  processRss: gauge('process_memory_rss_bytes', 'By', 'Memory of the process.'),
  processHeap: gauge('process_memory_heap_used_bytes', 'By', 'Heap in use by the main thread.'),
  loopLag: gauge('process_event_loop_lag_seconds', 's', 'How late the event loop runs.'),
} satisfies Record<string, Metric>

export type MetricId = keyof typeof metricList
