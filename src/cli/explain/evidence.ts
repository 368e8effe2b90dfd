import type { Static } from 'typebox'
import type { excessOf } from '../../api/shapes/excess.ts'
import type { exemplarSchema, variantSchema } from '../../api/shapes/pattern.ts'
import type { Page } from '../page.ts'
import type { Column } from '../table.ts'
import { counted, durationWords, grouped, shortTime } from '../words.ts'

type Variant = Static<typeof variantSchema>
type Exemplar = Static<typeof exemplarSchema>

/** What both patterns and candidates show: the ways runs took, and some runs to look at. */
export function writeEvidence(page: Page, variants: readonly Variant[], exemplars: readonly Exemplar[]): void {
  page.section('Variants: the ways that runs with it took', variants.length, () => page.table(variantColumns, variants))
  page.section('Exemplars: runs to look at with `explain RUN`', exemplars.length, () =>
    page.table(exemplarColumns, exemplars),
  )
}

/** What it cost beyond runs without it; null where that is nothing. */
export function excessWords(excess: Static<ReturnType<typeof excessOf>>): string | null {
  const { usd, tokens, seconds, calls, approvals } = excess
  const parts = [
    usd > 0 ? `${usd.toFixed(usd < 0.01 ? 6 : 2)} USD` : '',
    tokens > 0 ? `${grouped(tokens)} ${Math.round(tokens) === 1 ? 'token' : 'tokens'}` : '',
    seconds > 0 ? durationWords(seconds * 1_000) : '',
    calls > 0 ? counted(Math.round(calls), 'call') : '',
    approvals > 0 ? counted(Math.round(approvals), 'approval') : '',
  ]
  return parts.filter((part) => part !== '').join(', ') || null
}

const variantColumns: readonly Column<Variant>[] = [
  { title: 'RUNS', cell: ({ runs }) => String(runs), align: 'right', whole: true },
  { title: 'STEPS', cell: ({ trajectory }) => trajectory },
]

const exemplarColumns: readonly Column<Exemplar>[] = [
  { title: 'RUN', cell: ({ runId }) => runId, whole: true },
  { title: 'TRACE', cell: ({ traceId }) => traceId, whole: true },
  { title: 'ENDED', cell: ({ endTime }) => shortTime(endTime), whole: true },
]
