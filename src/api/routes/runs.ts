import Type from 'typebox'
import { runOutcomes } from '../../run/run.ts'
import { answerPage, listOf, pageQuery } from '../list.ts'
import { idParameter, nameParameter, none, timeParameter } from '../parameters.ts'
import { badParameter, route } from '../route.ts'
import { runData, runSchema } from '../shapes/run.ts'
import { expectedTime, parseTime } from '../time.ts'

export const runs = route({
  url: '/api/v1/runs',
  permission: 'read',
  summary: 'Runs without their steps, latest first.',
  params: none,
  query: Type.Object(
    {
      agent: Type.Optional(nameParameter('Only runs of this agent.')),
      outcome: Type.Optional(Type.Enum(runOutcomes, { description: 'Only runs that ended so.' })),
      signature: Type.Optional(idParameter('Only runs that carried this pattern.')),
      since: Type.Optional(timeParameter('Only runs counted since then.')),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  answer: listOf(runSchema),
  handle: async ({ query }, deps) => {
    const { since, cursor: _, ...filters } = query
    const sinceMs = since === undefined ? undefined : parseTime(since)
    if (sinceMs === null) return badParameter('since', expectedTime)
    const asked = { ...filters, tenant: deps.tenant, ...(sinceMs === undefined ? {} : { sinceMs }) }
    return answerPage('runs', query, deps, (from) => deps.store.runs.list({ ...asked, ...from }), runData)
  },
})
