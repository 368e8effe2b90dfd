import Type from 'typebox'
import { ownDeadLetters } from '../own-dead-letters.ts'
import { nameParameter, none } from '../parameters.ts'
import { change, notFound, ok } from '../route.ts'

export const replayDeadLetters = change({
  url: '/api/v1/dead-letters/replay',
  permission: 'admin',
  summary: 'Makes events pending again that a sink could not be told: all of them, or one.',
  params: none,
  body: Type.Object(
    {
      sink: nameParameter('The name of the sink.'),
      sequence: Type.Optional(
        Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Only the event of this sequence.' }),
      ),
    },
    { additionalProperties: false },
  ),
  answer: Type.Object({ replayed: Type.Integer() }),
  handle: async ({ body: { sink, sequence } }, deps) => {
    const own = (await ownDeadLetters(deps)).filter((letter) => letter.sink === sink)
    const asked = own.filter(({ event }) => sequence === undefined || event.sequence === sequence)
    if (asked.length === 0 && sequence !== undefined) return notFound('dead letter')
    let replayed = 0
    for (const { event } of asked) replayed += await deps.store.outbox.revive(sink, event.sequence)
    deps.changed()
    return ok({ replayed })
  },
})
