import Type, { type Static } from 'typebox'
import { runSchema } from '../../api/shapes/run.ts'
import type { Page } from '../page.ts'
import type { Column } from '../table.ts'
import { counted, shortTime } from '../words.ts'

const textOrNull = Type.Union([Type.String(), Type.Null()])

export const traceAnswer = Type.Object({
  traceId: Type.String(),
  state: Type.String(),
  spans: Type.Integer(),
  cutFacts: Type.Integer(),
  continues: textOrNull,
  noRun: textOrNull,
  explanation: textOrNull,
  items: Type.Array(runSchema),
})
type TraceAnswer = Static<typeof traceAnswer>

export function writeTrace(page: Page, trace: TraceAnswer): void {
  const { traceId, state, spans, cutFacts, continues, noRun, explanation, items } = trace
  page.heading(`Trace ${traceId}`)
  page.pairs([
    ['state', `${state}, ${counted(spans, 'span')}`],
    ['cut', cutFacts === 0 ? null : `${counted(cutFacts, 'fact')} not kept: the trace was at its bound`],
    ['no run', explanation === null ? null : `${explanation}${noRun === null ? '' : ` (${noRun})`}`],
    ['continues', continues],
  ])
  page.section('Its runs (`explain RUN` has their steps)', items.length, () => page.table(columns, items))
}

const columns: readonly Column<TraceAnswer['items'][number]>[] = [
  { title: 'RUN', cell: ({ runId }) => runId, whole: true },
  { title: 'AGENT', cell: ({ agent }) => agent },
  { title: 'OUTCOME', cell: ({ outcome }) => outcome, whole: true },
  { title: 'COMPLETE', cell: ({ complete }) => (complete ? 'yes' : 'no'), whole: true },
  { title: 'ENDED', cell: ({ endTime }) => shortTime(endTime), whole: true },
  { title: 'FINDINGS', cell: ({ findings }) => findings.map(({ signal }) => signal).join(', ') || 'none' },
]
