import Type, { type Static } from 'typebox'
import { eventTypes } from '../../candidate/event.ts'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import type { DeadLetter } from '../../store/contract.ts'
import { text, time, whole } from '../fields.ts'
import { answerPage, listOf, pageOf, pageQuery } from '../list.ts'
import { nameParameter, none } from '../parameters.ts'
import { route } from '../route.ts'

const deadLetterSchema = Type.Object({
  sink: text('The name of the sink that could not be told.'),
  sequence: whole('Place of the event in the sequence of the events.'),
  eventId: text('The id of the event.'),
  type: Type.Enum(eventTypes, { description: 'What it tells.' }),
  time: time('When it happened.'),
  candidateId: text('The candidate it is about.'),
  attempts: whole('Attempts before it was given up on.'),
  reason: text('The last failure, without content and secrets.'),
  diedAt: time('When it was given up on.'),
})

/** More than these are not listed. */
const deadLettersMax = 500

export const deadLetters = route({
  url: '/api/v1/dead-letters',
  permission: 'admin',
  summary: 'Events that a sink could not be told; they wait until somebody replays them.',
  params: none,
  query: Type.Object(
    { sink: Type.Optional(nameParameter('Only those of this sink.')), ...pageQuery },
    { additionalProperties: false },
  ),
  answer: listOf(deadLetterSchema),
  handle: async ({ query }, deps) => {
    const found = await deps.store.outbox.deadLetters(deps.tenant, query.sink ?? null, deadLettersMax)
    return answerPage('dead-letters', query, deps, async (from) => pageOf(found, query.limit, from), deadLetterData)
  },
})

function deadLetterData({ sink, event, attempts, reason, diedMs }: DeadLetter): Static<typeof deadLetterSchema> {
  const { sequence, id, type, timeMs, candidate } = event
  return {
    ...{ sink, sequence, eventId: id, type, candidateId: candidate.id, attempts, reason },
    ...{ time: rfc3339(timeMs), diedAt: rfc3339(diedMs) },
  }
}
