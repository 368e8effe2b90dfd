import Type, { type Static } from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import type { AgentSummary } from '../../store/contract.ts'
import { text, time, whole } from '../fields.ts'
import { answerPage, listOf, pageOf, pageQuery } from '../list.ts'
import { none } from '../parameters.ts'
import { route } from '../route.ts'

const agentSchema = Type.Object({
  agent: text('Its name.'),
  runs: whole('The denominator: runs in the window.'),
  failedRuns: whole('Runs in the window that failed.'),
  patterns: whole('Patterns that were seen in the window.'),
  lastSeen: time('When its last run was counted.'),
})

const dayMs = 86_400_000

export const agents = route({
  url: '/api/v1/agents',
  permission: 'read',
  summary: 'Agents with their runs in the window that ends now, most runs first.',
  params: none,
  query: Type.Object(
    {
      windowDays: Type.Integer({ minimum: 1, maximum: 90, default: 30, description: 'Days the counts cover.' }),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  answer: listOf(agentSchema),
  handle: async ({ query }, deps) => {
    const found = await deps.store.runs.agents(deps.tenant, query.windowDays * dayMs, deps.nowMs())
    return answerPage('agents', query, deps, async (from) => pageOf(found, query.limit, from), agentData)
  },
})

function agentData({ agent, runs, failedRuns, patterns, lastSeenMs }: AgentSummary): Static<typeof agentSchema> {
  return { agent, runs, failedRuns, patterns, lastSeen: rfc3339(lastSeenMs) }
}
