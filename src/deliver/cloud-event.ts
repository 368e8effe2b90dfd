import { CloudEvent } from 'cloudevents'
import type { CandidateEvent } from '../candidate/event.ts'
import { candidateData } from './candidate-data.ts'
import { rfc3339 } from './rfc3339.ts'

/**
 * An outbox row as a CloudEvent (CloudEvents 1.0.2, "Context Attributes"). Source and id together are the same
 * whenever the row is told again, so that a consumer can drop what it has seen. The data holds no content.
 */
export function cloudEvent(event: CandidateEvent): CloudEvent<CandidateEventData> {
  return cloudEventOf(event, dataOf(event))
}

export type CandidateEventData = ReturnType<typeof dataOf>

/** The same event with other data. */
export function cloudEventOf<T>(event: CandidateEvent, data: T): CloudEvent<T> {
  return new CloudEvent({
    id: event.id,
    type: event.type,
    source: '/promontory',
    subject: event.candidate.lesson,
    time: rfc3339(event.timeMs),
    datacontenttype: 'application/json',
    data,
  })
}

/** The scorecard stands beside the candidate: it is what most consumers came for. */
function dataOf({ sequence, tenant, candidate }: CandidateEvent) {
  const { scorecard, ...rest } = candidateData(candidate)
  return { sequence, tenant, candidate: rest, scorecard, patterns: [candidate.leadingSignature] }
}
