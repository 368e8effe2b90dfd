import type { Static } from 'typebox'
import type { scorecardSchema } from '../../api/shapes/scorecard.ts'
import type { Page } from '../page.ts'
import type { Color } from '../paint.ts'
import type { Column } from '../table.ts'
import { shortTime } from '../words.ts'

type Scorecard = Static<typeof scorecardSchema>

export function writeScorecard(page: Page, scorecard: Scorecard | null): void {
  if (scorecard === null) {
    page.section('Scorecard', 1, () => page.line('the policy has not judged this lesson yet'))
    return
  }
  const { answer, reason, windowDays, decidedAt, criteria, duplicateOf } = scorecard
  const why = reason === null ? '' : ` (${reason})`
  page.section(`Scorecard: ${answer}${why}`, 1, () => {
    page.table(columns, criteria)
    if (duplicateOf !== undefined)
      page.line(`nearly the same runs carry lesson ${duplicateOf}: its candidate stands for both`)
    page.line(`over ${windowDays} days, judged ${shortTime(decidedAt)}`, 'dim')
  })
}

type Criterion = Scorecard['criteria'][number]
const marks: Readonly<Record<Criterion['verdict'], string>> = { pass: '✓', fail: '✗', unknown: '?' }
const colors: Readonly<Record<Criterion['verdict'], Color>> = { pass: 'green', fail: 'red', unknown: 'dim' }

const columns: readonly Column<Criterion>[] = [
  { title: 'CRITERION', cell: ({ name }) => name.replaceAll('_', ' '), whole: true },
  {
    title: 'VERDICT',
    cell: ({ verdict }) => `${marks[verdict]} ${verdict}`,
    whole: true,
    color: ({ verdict }) => colors[verdict],
  },
  { title: 'SCORE', cell: ({ score }) => score?.toFixed(2) ?? '–', align: 'right', whole: true },
  // The reason for everything: it is never cut.
  { title: 'EVIDENCE', cell: ({ evidence }) => evidence, whole: true },
]
