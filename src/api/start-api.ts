import Fastify, { type FastifyInstance } from 'fastify'
import { requireLoopback } from '../otlp/loopback.ts'
import type { Store } from '../store/contract.ts'
import { answerClientError } from './client-error.ts'
import { cursorSeal } from './cursor.ts'
import { guard, securityHeaders } from './guard.ts'
import { openapi } from './openapi.ts'
import { answerErrors, problem, sendProblem } from './problem.ts'
import { rootPage } from './root-page.ts'
import type { ApiDeps } from './route.ts'
import { routes } from './routes.ts'

export interface ApiOptions {
  /** `host:port`, loopback only: without keys nothing else is served. Port 0 picks a free one. */
  readonly endpoint: string
  readonly store: ApiDeps['store'] & Pick<Store, 'fingerprintKey'>
  readonly nowMs?: () => number
  /** Told of failures that are bugs; the client gets a 500 that says nothing of them. */
  readonly report?: (error: unknown) => void
}

export interface Api {
  /** `host:port` as bound. */
  readonly address: string
  /** Finishes what is in flight, for five seconds at most. */
  stop(): Promise<void>
}

/**
 * Serves the HTTP API.
 *
 * @throws Error that names the endpoint when it is not loopback, cannot be read, or cannot be bound.
 */
export async function startApi(options: ApiOptions): Promise<Api> {
  const endpoint = requireLoopback(options.endpoint)
  const app = createServer()
  guard(app)
  answerErrors(app, options.report ?? (() => {}))
  serve(app, depsOf(options))
  await app.listen({ host: endpoint.host === 'localhost' ? '127.0.0.1' : endpoint.host, port: endpoint.port })
  return { address: addressOf(app), stop: () => stop(app) }
}

function createServer(): FastifyInstance {
  return Fastify({
    // A query string is at most as long as the headers may be, and no route takes a body.
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000 },
    bodyLimit: 1_024,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
    handlerTimeout: 5_000,
    // Without strict numbers bounds also hold for `Infinity`, which a query string may spell.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, allErrors: false, strictNumbers: false } },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply.headers(securityHeaders), problem(400, 'the path cannot be read'))
    },
  })
}

function depsOf({ store, nowMs = Date.now }: ApiOptions): ApiDeps {
  return { store, nowMs, seal: cursorSeal(store.fingerprintKey), tenant: 'default' }
}

function serve(app: FastifyInstance, deps: ApiDeps): void {
  for (const route of routes) route.register(app, deps)
  const description = JSON.stringify(openapi(routes))
  app.get('/openapi.json', async (_, reply) => reply.type('application/json; charset=utf-8').send(description))
  app.get('/', async (_, reply) => reply.type('text/html; charset=utf-8').send(rootPage))
}

function addressOf(app: FastifyInstance): string {
  const bound = app.server.address()
  if (bound === null || typeof bound === 'string') throw new Error('the API is bound to no port')
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`
}

async function stop(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), 5_000)
  await app.close()
  clearTimeout(cut)
}
