import Type, { type Static } from 'typebox'
import { type CandidateEvent, eventTypes } from '../../candidate/event.ts'
import { candidateData } from '../../deliver/candidate-data.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { toldCandidateSchema } from './candidate.ts'
import { scorecardSchema } from './scorecard.ts'

export const eventSchema = Type.Object({
  sequence: Type.Integer({ description: 'Order of the events; `after` takes it.' }),
  id: Type.String({ description: 'The same wherever the event is told.' }),
  type: Type.Enum(eventTypes),
  time: Type.String({ format: 'date-time' }),
  candidate: toldCandidateSchema,
  scorecard: scorecardSchema,
})

export function eventData(event: CandidateEvent): Static<typeof eventSchema> {
  const { sequence, id, type, timeMs } = event
  const { scorecard, ...candidate } = candidateData(event.candidate)
  return { ...{ sequence, id, type, time: rfc3339(timeMs) }, candidate, scorecard }
}
