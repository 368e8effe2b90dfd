import Type from 'typebox'
import { none } from '../parameters.ts'
import { problem } from '../problem.ts'
import { ok, refused, route } from '../route.ts'

export const readyz = route({
  url: '/readyz',
  permission: 'none',
  summary:
    'Whether the store is reachable and safe to write to; less than five seconds of what passes by itself do not count.',
  params: none,
  query: none,
  answer: Type.Object({
    status: Type.Literal('ready', { description: 'Where it is not, the answer is a problem with status 503.' }),
  }),
  handle: async (_, { readiness }) => {
    const health = await readiness.check()
    return health.ok
      ? ok({ status: 'ready' as const })
      : refused(problem(503, `the store is not ready: ${health.reason}`))
  },
})
