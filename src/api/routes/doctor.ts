import Type from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import type { AskDeps } from '../api-deps.ts'
import { abstentionShares, diagnoseAgents, type RunTraits, shares, traitsOf } from '../diagnosis.ts'
import { nullable } from '../list.ts'
import { none } from '../parameters.ts'
import { ok, route } from '../route.ts'

const shareSchema = Type.Object({ name: Type.String(), runs: Type.Integer() })
const abstentionSchema = Type.Object({ signal: Type.String(), missing: Type.String(), runs: Type.Integer() })

const agentSchema = Type.Object({
  agent: Type.String(),
  runs: Type.Integer(),
  incompleteRuns: Type.Integer(),
  withoutContentRuns: Type.Integer({ description: 'Runs whose exporter sent no message content.' }),
  sampledRuns: Type.Integer({ description: 'Runs whose exporter says that it sampled.' }),
  families: Type.Array(shareSchema),
  services: Type.Array(shareSchema),
  abstentions: Type.Array(abstentionSchema),
})

export const doctor = route({
  url: '/api/v1/doctor',
  permission: 'read',
  summary: 'What the last runs, 200 at most, say about how agents are instrumented, and how this service is.',
  params: none,
  query: none,
  answer: Type.Object({
    runs: Type.Integer({ description: 'Runs that were looked at.' }),
    since: nullable(Type.String({ format: 'date-time', description: 'When the oldest of them was counted.' })),
    ready: Type.Boolean(),
    notReady: nullable(Type.String({ description: 'Why it is not.' })),
    traces: Type.Object(
      {
        open: Type.Integer(),
        settled: Type.Integer(),
        quarantined: Type.Integer({ description: 'Judging them failed repeatedly.' }),
        facts: Type.Integer(),
        runs: Type.Integer(),
        cutFacts: Type.Integer({ description: 'Not kept because a trace was at its bound.' }),
        lateFacts: Type.Integer({ description: 'Came after the late window of their trace.' }),
        unfedRuns: Type.Integer({ description: 'Healthy runs that found no place in a baseline.' }),
        overflowRuns: Type.Integer({ description: 'Runs whose signature found no place among the patterns.' }),
        lostEvents: Type.Integer({ description: 'Events that gave way before every sink had them.' }),
        lostDeadLetters: Type.Integer({ description: 'Dead letters that gave way to later ones.' }),
        lostRows: Type.Integer({
          description: 'Chunks and commits that were acknowledged and that a failover of the store lost.',
        }),
      },
      { description: "Of the key's tenant." },
    ),
    families: Type.Array(shareSchema, { description: 'Convention families that were recognized.' }),
    scopes: Type.Array(shareSchema, { description: 'Instrumentation libraries that spans came from.' }),
    services: Type.Array(shareSchema),
    abstentions: Type.Array(abstentionSchema, {
      description: 'Signals that could not judge runs, and the field that was not sent.',
    }),
    agents: Type.Array(agentSchema),
  }),
  handle: async (_, deps) => {
    const traits = await lastRuns(deps)
    const health = await deps.readiness.check()
    const { open, settled, quarantined, facts, runs, ...lost } = await deps.store.traces.counts(deps.tenant)
    const { cutFacts, lateFacts, unfedRuns, overflowRuns, lostEvents, lostDeadLetters, lostRows } = lost
    return ok({
      runs: traits.length,
      since: sinceOf(traits),
      ready: health.ok,
      notReady: health.ok ? null : health.reason,
      traces: {
        ...{ open, settled, quarantined, facts, runs, cutFacts, lateFacts },
        ...{ unfedRuns, overflowRuns, lostEvents, lostDeadLetters, lostRows },
      },
      families: [...shares(traits.flatMap(({ families }) => families))],
      scopes: [...shares(traits.flatMap(({ scopes }) => scopes))],
      services: [...shares(traits.map(({ service }) => service))],
      abstentions: [...abstentionShares(traits)],
      agents: diagnoseAgents(traits).map(({ families, services, abstentions, ...counts }) => ({
        ...counts,
        ...{ families: [...families], services: [...services], abstentions: [...abstentions] },
      })),
    })
  },
})

const runsMax = 200
/** A run may have ten thousand: only a few of such are looked at, as reading them keeps all others waiting. */
const stepsMax = 20_000
/** So that only a few runs are in memory at a time. */
const pageRuns = 20
/** A page of large runs ends early. */
const pagesMax = 40

async function lastRuns({ store, tenant }: AskDeps): Promise<readonly RunTraits[]> {
  const traits: RunTraits[] = []
  let steps = 0
  let from: { readonly cursor?: string } = {}
  for (let page = 0; page < pagesMax && traits.length < runsMax && steps < stepsMax; page++) {
    const { items, nextCursor } = await store.runs.list({ tenant, limit: pageRuns, ...from })
    traits.push(...items.map(traitsOf))
    steps += items.reduce((sum, { run }) => sum + run.totals.steps, 0)
    if (nextCursor === null) break
    from = { cursor: nextCursor }
  }
  return traits.slice(0, runsMax)
}

function sinceOf(traits: readonly RunTraits[]): string | null {
  const oldestMs = traits.reduce((oldest, { countedAtMs }) => Math.min(oldest, countedAtMs), Number.POSITIVE_INFINITY)
  return traits.length === 0 ? null : rfc3339(oldestMs)
}
