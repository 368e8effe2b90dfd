import Type from 'typebox'
import { none } from '../parameters.ts'
import { ok, route } from '../route.ts'

export const metrics = route({
  url: '/metrics',
  permission: 'read',
  summary: 'What this process counted, in the text exposition format of Prometheus.',
  params: none,
  query: none,
  answer: Type.String({ description: 'Families with their samples; docs/metrics.md has each.' }),
  media: 'text/plain; version=0.0.4; charset=utf-8',
  handle: async (_, { metricsText }) => ok(metricsText()),
})
