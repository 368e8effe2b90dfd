import Type from 'typebox'
import { none } from '../parameters.ts'
import { ok, type Route, route } from '../route.ts'

export const healthz = alive('/healthz')
export const livez = alive('/livez')

/** That it answers is the answer: liveness asks the event loop, never the store. */
function alive(url: string): Route {
  return route({
    url,
    permission: 'none',
    summary: 'Whether this process answers.',
    params: none,
    query: none,
    answer: Type.Object({ status: Type.Literal('ok') }),
    handle: async () => ok({ status: 'ok' as const }),
  })
}
