import Type from 'typebox'
import { whole } from '../fields.ts'
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
  answer: Type.Object({ replayed: whole('Events that are pending again.') }),
  handle: async ({ body: { sink, sequence } }, deps) => {
    const replayed = await deps.store.outbox.revive(deps.tenant, sink, sequence ?? null)
    if (replayed === 0 && sequence !== undefined) return notFound('dead letter')
    deps.changed()
    return ok({ replayed })
  },
})
