import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { EventStream } from './api-deps.ts'

/** Streams would keep a closing server open; their clients come again elsewhere and go on where they were. */
export function endedWithServer(app: FastifyInstance, stream: EventStream): EventStream {
  const open = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const response of open) response.end()
  })
  return {
    attach: (response, tenant, lastEventId) => {
      open.add(response)
      response.once('close', () => open.delete(response))
      stream.attach(response, tenant, lastEventId)
    },
  }
}
