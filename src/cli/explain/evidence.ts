import type { Static } from 'typebox'
import type { excessSchema } from '../../api/shapes/excess.ts'
import type { exemplarSchema, variantSchema } from '../../api/shapes/pattern.ts'
import type { Page } from '../page.ts'
import type { Column } from '../table.ts'
import { counted, shortTime } from '../words.ts'

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
export function excessWords({ usd, tokens, seconds, calls }: Static<typeof excessSchema>): string | null {
  const parts = [
    usd > 0 ? `${usd.toFixed(usd < 0.01 ? 6 : 2)} USD` : '',
    tokens > 0 ? counted(Math.round(tokens), 'token') : '',
    seconds > 0 ? `${seconds.toFixed(1)} s` : '',
    calls > 0 ? counted(Math.round(calls), 'call') : '',
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
