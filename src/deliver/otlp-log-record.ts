import type { CandidateEvent, EventType } from '../candidate/event.ts'
import type { Scorecard } from '../candidate/scorecard.ts'

/**
 * An event as the OTLP/JSON of one log record
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). The trace is that of the latest exemplar run.
 */
export function otlpLogsRequest(event: CandidateEvent, observedMs: number) {
  return {
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'promontory')] },
        scopeLogs: [{ scope: { name: 'promontory' }, logRecords: [logRecord(event, observedMs)] }],
      },
    ],
  }
}

function logRecord(event: CandidateEvent, observedMs: number) {
  const traceId = event.candidate.exemplars[0]?.traceId ?? ''
  return {
    timeUnixNano: nanos(event.timeMs),
    observedTimeUnixNano: nanos(observedMs),
    ...severities[event.type],
    eventName: 'promontory.candidate',
    ...(/^[0-9a-f]{32}$/.test(traceId) ? { traceId } : {}),
    attributes: attributesOf(event),
    body: { kvlistValue: { values: bodyOf(event) } },
  }
}

/** A lesson that came back after it should have been fixed is an error; one that needs a person is a warning. */
const severities: Readonly<Record<EventType, { readonly severityNumber: number; readonly severityText: string }>> = {
  'promontory.candidate.opened': { severityNumber: 13, severityText: 'WARN' },
  'promontory.candidate.updated': { severityNumber: 9, severityText: 'INFO' },
  'promontory.candidate.recurred': { severityNumber: 13, severityText: 'WARN' },
  'promontory.candidate.regressed': { severityNumber: 17, severityText: 'ERROR' },
  'promontory.candidate.closed': { severityNumber: 9, severityText: 'INFO' },
}

function attributesOf({ id, type, sequence, tenant, candidate }: CandidateEvent) {
  return [
    text('promontory.event.id', id),
    text('promontory.event.type', type),
    whole('promontory.event.sequence', sequence),
    text('promontory.tenant', tenant),
    text('promontory.candidate.id', candidate.id),
    text('promontory.candidate.kind', candidate.signal),
    double('promontory.candidate.score', scoreOf(candidate.scorecard)),
    text('promontory.candidate.fingerprint', candidate.leadingSignature),
    text('promontory.candidate.state', candidate.state),
    text('promontory.candidate.lesson', candidate.lesson),
    text(candidate.scope === 'service' ? 'service.name' : 'gen_ai.agent.name', candidate.agent),
    ...(candidate.bucket === 'new_failure_class' ? [text('error.type', candidate.signal)] : []),
  ]
}

/** A template is an error text without anything variable: no content. */
function bodyOf({ candidate }: CandidateEvent) {
  const { title, explanation, bucket, locus, template, runs, agentRuns, sources } = candidate
  return [
    ...[text('title', title), text('explanation', explanation), text('bucket', bucket)],
    ...[text('locus', locus), text('template', template)],
    ...[whole('runs', runs), whole('agentRuns', agentRuns), whole('sources', sources)],
  ]
}

/** The mean score of the criteria that could be judged. */
function scoreOf({ criteria }: Scorecard): number {
  const scores = criteria.flatMap(({ score }) => (score === null ? [] : [score]))
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length
}

function text(key: string, value: string) {
  return { key, value: { stringValue: value } }
}

function whole(key: string, value: number) {
  return { key, value: { intValue: String(Math.trunc(value)) } }
}

function double(key: string, value: number) {
  return { key, value: { doubleValue: value } }
}

function nanos(ms: number): string {
  return Number.isFinite(ms) && ms > 0 ? `${BigInt(Math.trunc(ms)) * 1_000_000n}` : '0'
}
