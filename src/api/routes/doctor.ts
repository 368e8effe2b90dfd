import Type from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { version } from '../../version.ts'
import type { AskDeps } from '../api-deps.ts'
import { abstentionShares, diagnoseAgents, type RunTraits, shares, traitsOf } from '../diagnosis.ts'
import { text, time, whole, yes } from '../fields.ts'
import { nullable } from '../list.ts'
import { none } from '../parameters.ts'
import { ok, route } from '../route.ts'

const shareSchema = Type.Object({
  name: text('As the exporter sent it.'),
  runs: whole('Runs, of those looked at, that it was in.'),
})
const abstentionSchema = Type.Object({
  signal: text('The signal that could not judge.'),
  missing: text('The field that was not sent.'),
  runs: whole('Runs, of those looked at, that it could not judge for that.'),
})

const agentSchema = Type.Object({
  agent: text('Its name.'),
  runs: whole('The denominator: runs of it that were looked at.'),
  incompleteRuns: whole('Runs of which spans are missing.'),
  withoutContentRuns: whole('Runs whose exporter sent no message content.'),
  sampledRuns: whole('Runs whose exporter says that it sampled.'),
  families: Type.Array(shareSchema, { description: 'Convention families that were recognized, most runs first.' }),
  services: Type.Array(shareSchema, { description: 'Services it ran in, most runs first.' }),
  abstentions: Type.Array(abstentionSchema, { description: 'Signals that could not judge its runs, most runs first.' }),
})

export const doctor = route({
  url: '/api/v1/doctor',
  permission: 'read',
  summary: 'What the last runs, 200 at most, say about how agents are instrumented, and how this service is.',
  params: none,
  query: none,
  answer: Type.Object({
    version: text('Of Promontory, as in package.json.'),
    runs: whole('Runs that were looked at.'),
    since: nullable(time('When the oldest of them was counted; null where there is none.')),
    ready: yes('Whether the store is reachable and safe to write to now; /readyz lets a failure of a moment pass.'),
    notReady: nullable(text('Why it is not ready; null where it is.')),
    traces: Type.Object(
      {
        open: whole('Traces that wait to be judged.'),
        settled: whole('Traces that were judged and are still kept.'),
        quarantined: whole('Traces that were set aside because judging them failed repeatedly.'),
        facts: whole('Facts (spans and records) in the store.'),
        runs: whole('Runs in the store.'),
        cutFacts: whole('Facts not kept because a trace was at its bound; never falls.'),
        lateFacts: whole('Facts that came after the late window of their trace; never falls.'),
        unfedRuns: whole('Healthy runs that found no place in a baseline; never falls.'),
        overflowRuns: whole('Runs whose signature found no place among the patterns; never falls.'),
        lostEvents: whole('Events that gave way before every sink had them; never falls.'),
        lostDeadLetters: whole('Dead letters that gave way to later ones; never falls.'),
        lostRows: whole(
          'Chunks and commits that were acknowledged and that a failover of the store lost; never falls.',
        ),
      },
      { description: "What the store holds, and has lost, of the key's tenant." },
    ),
    families: Type.Array(shareSchema, { description: 'Convention families that were recognized.' }),
    scopes: Type.Array(shareSchema, { description: 'Instrumentation libraries that spans came from.' }),
    services: Type.Array(shareSchema, { description: 'Services that runs came from.' }),
    abstentions: Type.Array(abstentionSchema, {
      description: 'Signals that could not judge runs, and the field that was not sent.',
    }),
    agents: Type.Array(agentSchema, { description: 'The same by agent, most runs first.' }),
  }),
  handle: async (_, deps) => {
    const traits = await lastRuns(deps)
    const health = await deps.readiness.ask()
    const { open, settled, quarantined, facts, runs, ...lost } = await deps.store.traces.counts(deps.tenant)
    const { cutFacts, lateFacts, unfedRuns, overflowRuns, lostEvents, lostDeadLetters, lostRows } = lost
    return ok({
      version,
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
