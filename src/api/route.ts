import type { FastifyInstance } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Store } from '../store/contract.ts'
import type { CursorSeal } from './cursor.ts'
import { type Problem, problem, sendProblem } from './problem.ts'

export interface ApiDeps {
  readonly store: Pick<Store, 'traces' | 'runs' | 'patterns' | 'candidates' | 'health'>
  readonly nowMs: () => number
  readonly seal: CursorSeal
  readonly tenant: string
}

/** A GET route: what it takes, what it answers (both in the description at /openapi.json), and how. */
export interface RouteSpec<P extends TObject, Q extends TObject, A extends TSchema> {
  readonly url: string
  readonly summary: string
  readonly params: P
  readonly query: Q
  readonly answer: A
  handle(asked: { readonly params: Static<P>; readonly query: Static<Q> }, deps: ApiDeps): Promise<Answer<Static<A>>>
}

export type Answer<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly problem: Problem }

export interface Route extends Omit<RouteSpec<TObject, TObject, TSchema>, 'handle'> {
  register(app: FastifyInstance, deps: ApiDeps): void
}

export function route<P extends TObject, Q extends TObject, A extends TSchema>(spec: RouteSpec<P, Q, A>): Route {
  const { url, summary, params, query, answer } = spec
  return {
    ...{ url, summary, params, query, answer },
    register: (app, deps) => {
      app.get(url, { schema: { params, querystring: query } }, async (request, reply) => {
        const asked = { params: request.params as Static<P>, query: request.query as Static<Q> }
        const answered = await spec.handle(asked, deps)
        return answered.ok ? reply.send(answered.body) : sendProblem(reply, answered.problem)
      })
    },
  }
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
