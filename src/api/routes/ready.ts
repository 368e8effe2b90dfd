import Type from 'typebox'
import { none } from '../parameters.ts'
import { problem } from '../problem.ts'
import { ok, refused, route } from '../route.ts'

export const readyz = route({
  url: '/readyz',
  summary: 'Whether the store is reachable and safe to write to.',
  params: none,
  query: none,
  answer: Type.Object({ status: Type.Literal('ready') }),
  handle: async (_, { store }) => {
    const health = await store.health()
    return health.ok
      ? ok({ status: 'ready' as const })
      : refused(problem(503, `the store is not ready: ${health.reason}`))
  },
})
