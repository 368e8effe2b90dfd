import Type from 'typebox'
import { type NoRunReason, noRunReasons } from '../../run/run.ts'
import type { RunRecord, TraceState } from '../../store/contract.ts'
import type { AskDeps } from '../api-deps.ts'
import { nullable } from '../list.ts'
import { idParameter, none } from '../parameters.ts'
import { notFound, ok, route } from '../route.ts'
import { runData, runSchema } from '../shapes/run.ts'

export const traceRuns = route({
  url: '/api/v1/traces/:traceId/runs',
  permission: 'read',
  summary: 'The runs of a trace, or why it is none.',
  params: Type.Object({ traceId: idParameter('The trace id.') }),
  query: none,
  answer: Type.Object({
    traceId: Type.String(),
    state: Type.Enum(['open', 'settled', 'quarantined']),
    spans: Type.Integer(),
    cutFacts: Type.Integer({ description: 'Facts not kept because the trace was at its bound.' }),
    continues: nullable(Type.String({ description: 'The trace whose run it continues.' })),
    noRun: nullable(Type.Enum(noRunReasons)),
    explanation: nullable(Type.String({ description: 'Why there is no run (yet), in words.' })),
    items: Type.Array(runSchema),
    nextCursor: nullable(Type.String()),
  }),
  handle: async ({ params: { traceId } }, deps) => {
    const trace = await deps.store.traces.get(deps.tenant, traceId)
    if (trace === null) return notFound('trace')
    const { state, spans, cutFacts, continues, noRun } = trace
    const records = await recordsOf(trace, deps)
    return ok({
      ...{ traceId, state, spans, cutFacts, continues, noRun },
      explanation: records.length > 0 ? null : explain(trace),
      items: records.map(runData),
      nextCursor: null,
    })
  },
})

/** More runs than this in one trace are not shown; they are found under /api/v1/runs. */
const runsMax = 100

async function recordsOf({ runIds }: TraceState, { store, tenant }: AskDeps): Promise<readonly RunRecord[]> {
  const records = await Promise.all(runIds.slice(0, runsMax).map((runId) => store.runs.get(tenant, runId)))
  return records.filter((record) => record !== null)
}

function explain({ state, noRun, continues }: TraceState): string {
  if (state === 'quarantined') return 'judging it failed repeatedly; it was set aside and is not tried again'
  if (noRun !== null) return continues === null ? noRunWords[noRun] : `${noRunWords[noRun]}: ${continues}`
  return state === 'open' ? 'it has not settled yet' : 'its runs are no longer kept'
}

const noRunWords: Readonly<Record<NoRunReason, string>> = {
  infrastructure_only: 'no span in it is of an agent, a model or a tool',
  context_only: 'it has tool spans but neither a model nor an agent',
  continuation: 'it continues the run of another trace',
  no_spans: 'no span of it was received, only log records',
}
