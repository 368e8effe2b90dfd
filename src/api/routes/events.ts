import type { IncomingHttpHeaders } from 'node:http'
import Type, { type Static } from 'typebox'
import type { AskDeps } from '../api-deps.ts'
import { answerPage, listOf, pageQuery } from '../list.ts'
import { none } from '../parameters.ts'
import { problem } from '../problem.ts'
import { type Reply, refused, route } from '../route.ts'
import { eventData, eventSchema } from '../shapes/event.ts'

const querySchema = Type.Object(
  {
    after: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: 'Only events after this sequence.',
    }),
    ...pageQuery,
  },
  { additionalProperties: false },
)

export const events = route({
  url: '/api/v1/events',
  permission: 'read',
  summary: 'Events of the last seven days, oldest first.',
  params: none,
  query: querySchema,
  answer: listOf(eventSchema),
  alternative: {
    media: 'text/event-stream',
    description: 'Events as they come, as CloudEvents; goes on after `Last-Event-ID`.',
  },
  handle: async ({ query, headers }, deps) =>
    wantsStream(headers) ? stream(query.after, headers, deps) : list(query, deps),
})

/** The next page begins where this one ends, so the last page may be an empty one. */
function list(query: Static<typeof querySchema>, deps: AskDeps) {
  const { after, limit } = query
  const read = async ({ cursor }: { readonly cursor?: string }) => {
    const items = await deps.store.outbox.since(deps.tenant, cursor === undefined ? after : Number(cursor), limit)
    const last = items.length < limit ? undefined : items.at(-1)
    return { items, nextCursor: last === undefined ? null : String(last.sequence) }
  }
  return answerPage('events', query, deps, read, eventData)
}

function stream(after: number, headers: IncomingHttpHeaders, { eventStream, tenant }: AskDeps): Reply<never> {
  const lastEventId = headers['last-event-id']
  if (eventStream === null) return refused(problem(406, 'events are not streamed here, only listed'))
  if (lastEventId === undefined) return streamed(after === 0 ? null : String(after))
  // Nobody but us makes these ids, so a client that sends another one has mixed something up.
  if (!isSequence(lastEventId)) return refused(problem(400, 'Last-Event-ID must be the id of an event of this stream'))
  return streamed(lastEventId)

  function streamed(from: string | null): Reply<never> {
    return { ok: true, stream: (response) => eventStream?.attach(response, tenant, from) }
  }
}

function isSequence(text: string | string[]): text is string {
  return typeof text === 'string' && /^\d{1,15}$/.test(text)
}

function wantsStream({ accept }: IncomingHttpHeaders): boolean {
  return accept !== undefined && /(?:^|,)\s{0,8}text\/event-stream\s{0,8}(?:[,;]|$)/i.test(accept)
}
