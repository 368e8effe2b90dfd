import Fastify, { type FastifyInstance } from 'fastify'
import { type Authorize, openToLoopback } from '../keys/contract.ts'
import type { Store, StoreHealth } from '../store/contract.ts'
import type { ApiDeps, ApiStore, EventStream, ExplainSignature, JudgeRise, SignalInfo } from './api-deps.ts'
import { authorizeRequests } from './asker.ts'
import { boundConnections } from './bound-connections.ts'
import { answerClientError } from './client-error.ts'
import { cursorSeal } from './cursor.ts'
import { endedWithServer } from './ended-with-server.ts'
import { readEndpoint } from './endpoint.ts'
import { addSecurityHeaders, requireLoopbackHost, securityHeaders } from './guard.ts'
import { openapi } from './openapi.ts'
import { methodsByUrl, refuseOtherMethods } from './other-methods.ts'
import { answerErrors, problem, sendProblem } from './problem.ts'
import { createReadiness, type Readiness, type ReadinessDeps } from './readiness.ts'
import { rootPage } from './root-page.ts'
import { changeBytesMax } from './route.ts'
import { routes } from './routes.ts'
import { createTurns, serveInTurn } from './turns.ts'

export interface ApiOptions {
  /** `host:port`; loopback only without `authorize`. Port 0 picks a free one. */
  readonly endpoint: string
  readonly store: ApiStore & Pick<Store, 'fingerprintKey'>
  /** Judges keys; without it there is one tenant, and everything is permitted to whoever reaches loopback. */
  readonly authorize?: Authorize
  /** The catalogue of signals. */
  readonly signals?: readonly SignalInfo[]
  /** sign/explain-signature.ts; without it patterns are shown and not explained. */
  readonly explainSignature?: ExplainSignature
  /** decide/rise.ts; without it no rise is told. */
  readonly judgeRise?: JudgeRise
  /** What /metrics answers: the text exposition format. */
  readonly metricsText?: () => string
  /** Without it events can be listed and not streamed. */
  readonly eventStream?: EventStream
  /** Called when a person's decision or a replay has put events into the outbox: time to deliver. */
  readonly changed?: () => void
  readonly nowMs?: () => number
  readonly monotonicMs?: () => number
  /** Told what each look at the store found, every two seconds and when somebody asks. */
  readonly healthSeen?: (health: StoreHealth) => void
  /** Told of failures that are bugs; the client gets a 500 that says nothing of them. */
  readonly report?: (error: unknown) => void
}

export interface Api {
  /** `host:port` as bound. */
  readonly address: string
  /** Ends streams and finishes what is in flight, for five seconds at most. */
  stop(): Promise<void>
}

/**
 * Serves the HTTP API.
 *
 * @throws Error that names the endpoint when it may not be served, cannot be read, or cannot be bound.
 */
export async function startApi(options: ApiOptions): Promise<Api> {
  const endpoint = readEndpoint(options.endpoint, options.authorize !== undefined)
  const app = createServer()
  addSecurityHeaders(app)
  if (options.authorize === undefined) requireLoopbackHost(app)
  authorizeRequests(app, options.authorize ?? openToLoopback)
  answerErrors(app, options.report ?? (() => {}))
  serveInTurn(app, createTurns(turnLimits))
  serve(app, depsOf(app, options))
  await app.listen(endpoint).catch(async (error: unknown) => {
    await app.close()
    throw error
  })
  return { address: addressOf(app), stop: () => stop(app) }
}

const connectionsMax = 1_024
/** Questions to the store at once; see the limits of queries in the reliability rules. */
const queriesMax = 8
/** A wait is over long before a handler's time is. */
const turnLimits = { atOnceMax: queriesMax, waitingMax: 16, waitMsMax: 2_000 }

function createServer(): FastifyInstance {
  const app = Fastify({
    // A query string is at most as long as the headers may be.
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    bodyLimit: changeBytesMax,
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
  boundConnections(app.server, connectionsMax)
  // Only JSON: a form of another page could send plain text without asking.
  app.removeContentTypeParser('text/plain')
  return app
}

function depsOf(app: FastifyInstance, options: ApiOptions): ApiDeps {
  const { store, nowMs = Date.now, monotonicMs = () => performance.now(), signals = [] } = options
  const { metricsText = () => '', eventStream, changed = () => {}, explainSignature = null, judgeRise = null } = options
  return {
    ...{ store, nowMs, signals, metricsText, changed, explainSignature, judgeRise },
    eventStream: eventStream === undefined ? null : endedWithServer(app, eventStream),
    // The key is asked for when it is needed: the store may still be waited for.
    seal: {
      close: (scope, cursor) => cursorSeal(store.fingerprintKey).close(scope, cursor),
      open: (scope, sealed) => cursorSeal(store.fingerprintKey).open(scope, sealed),
    },
    readiness: readinessOf(app, { health: () => store.health(), monotonicMs, seen: options.healthSeen ?? (() => {}) }),
  }
}

function readinessOf(app: FastifyInstance, deps: ReadinessDeps): Readiness {
  const readiness = createReadiness(deps)
  app.addHook('onClose', async () => readiness.stop())
  return readiness
}

const pages = [
  { method: 'GET', url: '/' },
  { method: 'GET', url: '/openapi.json' },
]

function serve(app: FastifyInstance, deps: ApiDeps): void {
  for (const route of routes) route.register(app, deps)
  const config = { permission: 'none' } as const
  const description = JSON.stringify(openapi(routes))
  app.get('/openapi.json', { config }, (_, reply) => reply.type('application/json; charset=utf-8').send(description))
  app.get('/', { config }, (_, reply) => reply.type('text/html; charset=utf-8').send(rootPage))
  refuseOtherMethods(app, methodsByUrl([...routes, ...pages]))
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
