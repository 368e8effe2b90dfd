import Type, { type Static } from 'typebox'

/** An event that a sink could not be told. */
export const deadLetterShape = Type.Object({
  sink: Type.String(),
  sequence: Type.Integer(),
  eventId: Type.String(),
  type: Type.String(),
  time: Type.String(),
  candidateId: Type.String(),
  attempts: Type.Integer(),
  reason: Type.String(),
  diedAt: Type.String(),
})
export type DeadLetter = Static<typeof deadLetterShape>

export const deadLettersPath = '/api/v1/dead-letters'
