import Type from 'typebox'
import { buckets } from '../../finding/finding.ts'
import { patternScopes } from '../../pattern/contribution.ts'
import { answerPage, listOf, pageQuery } from '../list.ts'
import { idParameter, nameParameter, none, timeParameter } from '../parameters.ts'
import { badParameter, route } from '../route.ts'
import { patternData, patternSchema } from '../shapes/pattern.ts'
import { expectedTime, parseTime } from '../time.ts'
import { unknownSignal } from '../unknown-signal.ts'

export const patterns = route({
  url: '/api/v1/patterns',
  permission: 'read',
  summary: 'Patterns with their counts; most runs first unless sorted otherwise.',
  params: none,
  query: Type.Object(
    {
      scope: Type.Optional(
        Type.Enum(patternScopes, { description: 'Only patterns of agents, or those counted over a service.' }),
      ),
      agent: Type.Optional(nameParameter('Only patterns of this agent; of this service where scope is service.')),
      signal: Type.Optional(nameParameter('Only patterns of this signal, one of /api/v1/signals.')),
      bucket: Type.Optional(Type.Enum(buckets, { description: 'Only patterns of this kind of weakness.' })),
      lesson: Type.Optional(idParameter('Only patterns of this lesson.')),
      since: Type.Optional(timeParameter('Only patterns seen since then.')),
      verdict: Type.Optional(
        Type.Enum(['promote', 'watch', 'hold'], { description: 'Only patterns whose lesson was last answered so.' }),
      ),
      sort: Type.Enum(['runs', 'lastSeen', 'cost', 'risk', 'rise'], {
        default: 'runs',
        description:
          'What comes first: most runs, latest seen, highest excess in USD, most risk, or `rise`: runs of the last day against the mean of the seven days before.',
      }),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  answer: listOf(patternSchema),
  handle: async ({ query }, deps) => {
    const { since, cursor: _, ...filters } = query
    const fault = unknownSignal(query.signal, deps.signals)
    if (fault !== null) return fault
    const sinceMs = since === undefined ? undefined : parseTime(since)
    if (sinceMs === null) return badParameter('since', expectedTime)
    const asked = { ...filters, tenant: deps.tenant, ...(sinceMs === undefined ? {} : { sinceMs }) }
    return answerPage('patterns', query, deps, (from) => deps.store.patterns.list({ ...asked, ...from }), patternData)
  },
})
