import type { Static } from 'typebox'
import type { explanationSchema } from '../../api/routes/explanation.ts'
import type { Page } from '../page.ts'
import type { Column } from '../table.ts'

type Comparison = Static<typeof explanationSchema>
type Difference = NonNullable<Comparison['with']>['differences'][number]

/** Why two signatures are, or are not, one lesson. */
export function writeComparison(page: Page, compared: Comparison): void {
  if (compared.with === null) return
  const { other, oneLesson, differences, reason } = compared.with
  page.heading(oneLesson ? 'One lesson' : 'Two lessons')
  page.line(reason)
  page.pairs([
    ['one', `${compared.signature}, lesson ${compared.lesson}`],
    ['other', `${other.signature}, lesson ${other.lesson}`],
    ['gist', compared.gist === other.gist ? compared.gist : null],
  ])
  page.section('What differs in them', differences.length, () => page.table(columns, differences))
  const merged = compared.merged ?? other.merged
  page.section('Merged', merged === null ? 0 : 1, () => {
    if (merged !== null) page.line(`candidate ${merged.candidate} by ${merged.by} at ${merged.at}: ${merged.reason}`)
  })
}

const columns: readonly Column<Difference>[] = [
  { title: 'PART', cell: ({ part }) => part, whole: true },
  { title: 'ONE', cell: ({ one }) => one },
  { title: 'OTHER', cell: ({ other }) => other },
]
