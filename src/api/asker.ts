import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Authorize, credentialOf, type Permission } from '../keys/contract.ts'
import { problem, sendProblem } from './problem.ts'

/** `none`: anybody who reaches the port may ask; such a route shows nothing of any tenant. */
export type RoutePermission = Permission | 'none'

/** Who asks: all that a handler reads and writes is this tenant's. */
export interface Asker {
  readonly tenant: string
  /** Name of the key. */
  readonly by: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: RoutePermission
  }
}

/**
 * Judges every request before anything of it is read.
 *
 * @throws Error, at the start, when a route is registered without a permission.
 */
export function authorizeRequests(app: FastifyInstance, authorize: Authorize): void {
  app.decorateRequest('asker', null)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.permission === undefined) throw new Error(`route ${String(method)} ${url} declares no permission`)
  })
  app.addHook('onRequest', async (request, reply) => {
    const { permission = 'none' } = request.routeOptions.config
    if (permission === 'none') return
    const authorized = authorize(credentialOf(request.headers), permission)
    if (authorized.kind === 'missing') return sendMissing(reply)
    if (authorized.kind === 'forbidden')
      return sendProblem(reply, problem(403, `this key does not permit ${permission}`))
    request.setDecorator<Asker>('asker', { tenant: authorized.tenant, by: authorized.by })
  })
}

/** Of a route that needs no permission nobody in particular asks. */
export function askerOf(request: FastifyRequest): Asker {
  return request.getDecorator<Asker | null>('asker') ?? { tenant: '', by: '' }
}

function sendMissing(reply: FastifyReply): FastifyReply {
  reply.header('www-authenticate', 'Bearer')
  return sendProblem(reply, problem(401, 'a known key is needed, as Authorization: Bearer KEY or x-api-key: KEY'))
}
