import Type from 'typebox'
import { version } from '../../version.ts'
import { text } from '../fields.ts'
import { none } from '../parameters.ts'
import { ok, type Route, route } from '../route.ts'

export const healthz = alive('/healthz')
export const livez = alive('/livez')

/** That it answers is the answer: liveness asks the event loop, never the store. */
function alive(url: string): Route {
  return route({
    url,
    permission: 'none',
    summary: 'Whether this process answers, and what runs there.',
    params: none,
    query: none,
    answer: Type.Object({
      status: Type.Literal('ok', { description: 'Always the same: that it answers is the answer.' }),
      version: text('Of Promontory, as in package.json.'),
    }),
    handle: async () => ok({ status: 'ok' as const, version }),
  })
}
