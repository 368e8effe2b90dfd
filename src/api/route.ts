import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { ApiDeps, AskDeps } from './api-deps.ts'
import { askerOf, type RoutePermission } from './asker.ts'
import { bodyProblem } from './check-body.ts'
import { none } from './parameters.ts'
import { type Problem, problem, sendProblem } from './problem.ts'
import { refuseOtherOrigins } from './same-origin.ts'

/** What a route takes, what it answers (both in the description at /openapi.json), and who may ask. */
export interface Described {
  readonly url: string
  readonly summary: string
  readonly permission: RoutePermission
  readonly params: TObject
  readonly query: TObject
  readonly answer: TSchema
  /** JSON unless it says otherwise. */
  readonly media?: string
  /** Another form of the answer that a client may ask for. */
  readonly alternative?: { readonly media: string; readonly description: string }
}

/** A GET route. */
export interface RouteSpec<P extends TObject, Q extends TObject, A extends TSchema> extends Described {
  readonly params: P
  readonly query: Q
  readonly answer: A
  handle(asked: Asked<Static<P>, Static<Q>>, deps: AskDeps): Promise<Reply<Static<A>>>
}

export interface Asked<P, Q> {
  readonly params: P
  readonly query: Q
  readonly headers: IncomingHttpHeaders
}

/** A POST route: JSON in, JSON out, and nothing from the page of another origin. */
export interface ChangeSpec<P extends TObject, B extends TObject, A extends TSchema> extends Omit<Described, 'query'> {
  readonly permission: 'review' | 'admin'
  readonly params: P
  readonly body: B
  readonly answer: A
  handle(asked: { readonly params: Static<P>; readonly body: Static<B> }, deps: AskDeps): Promise<Answer<Static<A>>>
}

export type Answer<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly problem: Problem }

/** `stream`: writes to the response from now on, until one side ends it. */
export type Reply<T> = Answer<T> | { readonly ok: true; readonly stream: (response: ServerResponse) => void }

export interface Route extends Described {
  readonly method: 'GET' | 'POST'
  readonly body: TObject | null
  register(app: FastifyInstance, deps: ApiDeps): void
}

export function route<P extends TObject, Q extends TObject, A extends TSchema>(spec: RouteSpec<P, Q, A>): Route {
  const { handle, ...described } = spec
  const { params, query } = spec
  const options = { schema: { params, querystring: query }, config: { permission: spec.permission } }
  return {
    ...{ ...described, method: 'GET', body: null },
    register: (app, deps) => {
      app.get(spec.url, options, (request, reply) => {
        const asked = {
          params: request.params as Static<P>,
          query: request.query as Static<Q>,
          headers: request.headers,
        }
        return respond(request, reply, deps, spec, (asking) => handle(asked, asking))
      })
    },
  }
}

/** Room for a reason of a thousand characters, each escaped. */
export const changeBytesMax = 16_384

export function change<P extends TObject, B extends TObject, A extends TSchema>(spec: ChangeSpec<P, B, A>): Route {
  const { handle, ...described } = spec
  const { params, body } = spec
  return {
    ...{ ...described, method: 'POST', query: none },
    register: (app, deps) => {
      const schema = { params, querystring: none }
      const config = { permission: spec.permission }
      const options = { schema, config, bodyLimit: changeBytesMax, onRequest: refuseOtherOrigins }
      app.post(spec.url, options, (request, reply) => {
        const fault = bodyProblem(body, request.body)
        if (fault !== null) return sendProblem(reply, fault)
        const asked = { params: request.params as Static<P>, body: request.body as Static<B> }
        return respond(request, reply, deps, spec, (asking) => handle(asked, asking))
      })
    },
  }
}

async function respond<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: ApiDeps,
  { media }: Pick<Described, 'media'>,
  work: (deps: AskDeps) => Promise<Reply<T>>,
): Promise<FastifyReply> {
  return send(reply, media, await work({ ...deps, ...askerOf(request) }))
}

function send<T>(reply: FastifyReply, media: string | undefined, answered: Reply<T>): FastifyReply {
  if (!answered.ok) return sendProblem(reply, answered.problem)
  if ('stream' in answered) return sendStream(reply, answered.stream)
  return media === undefined ? reply.send(answered.body) : reply.type(media).send(answered.body)
}

function sendStream(reply: FastifyReply, stream: (response: ServerResponse) => void): FastifyReply {
  if (reply.request.method === 'HEAD') return reply.type('text/event-stream').send()
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  stream(reply.raw)
  return reply.hijack()
}

export function ok<T>(body: T): Answer<T> {
  return { ok: true, body }
}

export function refused(refusal: Problem): Answer<never> {
  return { ok: false, problem: refusal }
}

/** Another tenant's id is not found either. */
export function notFound(what: string): Answer<never> {
  return refused(problem(404, `there is no such ${what}`))
}

export function badParameter(name: string, expected: string): Answer<never> {
  return refused(problem(400, `parameter ${name} ${expected}`, name))
}
