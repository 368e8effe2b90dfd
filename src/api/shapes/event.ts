import Type, { type Static } from 'typebox'
import { type CandidateEvent, eventTypes } from '../../candidate/event.ts'
import { candidateData } from '../../deliver/candidate-data.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { text, time, whole } from '../fields.ts'
import { toldCandidateSchema } from './candidate.ts'
import { scorecardSchema } from './scorecard.ts'

export const eventSchema = Type.Object({
  sequence: whole('Place in the sequence of the events; `after` takes it.'),
  id: text('The same wherever and however often the event is told.'),
  type: Type.Enum(eventTypes, { description: 'What happened to the candidate.' }),
  time: time('When it happened.'),
  candidate: toldCandidateSchema,
  scorecard: scorecardSchema,
})

export function eventData(event: CandidateEvent): Static<typeof eventSchema> {
  const { sequence, id, type, timeMs } = event
  const { scorecard, ...candidate } = candidateData(event.candidate)
  return { ...{ sequence, id, type, time: rfc3339(timeMs) }, candidate, scorecard }
}
