import Type from 'typebox'
import { rfc3339 } from '../../deliver/rfc3339.ts'
import { type NoRunReason, noRunReasons } from '../../run/run.ts'
import type { RunRecord, TraceState } from '../../store/contract.ts'
import type { AskDeps } from '../api-deps.ts'
import { text, time, whole } from '../fields.ts'
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
    traceId: text('The trace that was asked for, 32 hex digits.'),
    state: Type.Enum(['open', 'settled', 'quarantined'], {
      description: 'open: waits to be judged. settled: was judged. quarantined: judging it failed repeatedly.',
    }),
    spans: whole('Spans that were received of it.'),
    cutFacts: whole('Facts (spans and records) not kept because the trace was at its bound.'),
    continues: nullable(text('The trace whose run it continues; null where it continues none.')),
    noRun: nullable(
      Type.Enum(noRunReasons, { description: 'Why there is no run; null where there is one or it is open.' }),
    ),
    explanation: nullable(text('Why there is no run (yet), in words; null where there is one.')),
    items: Type.Array(runSchema, { description: 'Its runs, 100 at most; all of them are found under /api/v1/runs.' }),
    settlesAt: nullable(time('When an open trace is judged unless more of it comes; null of every other.')),
    nextCursor: nullable(text('Always null: there is one page.')),
  }),
  handle: async ({ params: { traceId } }, deps) => {
    const trace = await deps.store.traces.get(deps.tenant, traceId)
    if (trace === null) return notFound('trace')
    const { state, spans, cutFacts, continues, noRun } = trace
    const records = await recordsOf(trace, deps)
    return ok({
      ...{ traceId, state, spans, cutFacts, continues, noRun },
      explanation: records.length > 0 ? null : explain(trace, deps.nowMs()),
      settlesAt: trace.waits && rfc3339(trace.waits.untilMs),
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

function explain({ state, noRun, continues, waits }: TraceState, nowMs: number): string {
  if (state === 'quarantined') return 'judging it failed repeatedly; it was set aside and is not tried again'
  if (noRun !== null) return continues === null ? noRunWords[noRun] : `${noRunWords[noRun]}: ${continues}`
  if (waits === null) return state === 'open' ? 'it has not settled yet' : 'its runs are no longer kept'
  return `it has not settled yet: ${waitingWords(waits, nowMs)}`
}

function waitingWords({ untilMs, rootEnded }: NonNullable<TraceState['waits']>, nowMs: number): string {
  if (untilMs <= nowMs) return 'it is due and is judged in a moment'
  const [seen, option] = rootEnded ? ['its root has ended', 'run.settle'] : ['no root span of it has ended', 'run.idle']
  return `${seen}, so that it is judged in ${shortly(untilMs - nowMs)} (${option}) unless more of it comes`
}

function shortly(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

const noRunWords: Readonly<Record<NoRunReason, string>> = {
  infrastructure_only: 'no span in it is of an agent, a model or a tool',
  context_only: 'it has tool spans but neither a model nor an agent',
  continuation: 'it continues the run of another trace',
  no_spans: 'no span of it was received, only log records',
}
