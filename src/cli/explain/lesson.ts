import type { Static } from 'typebox'
import type { patternSchema } from '../../api/shapes/pattern.ts'
import type { scorecardSchema } from '../../api/shapes/scorecard.ts'
import type { Page } from '../page.ts'
import type { Column } from '../table.ts'
import { ofAll } from '../words.ts'
import { writeScorecard } from './scorecard.ts'

type Pattern = Static<typeof patternSchema>

export interface LessonAnswer {
  readonly lesson: string
  readonly patterns: readonly Pattern[]
  readonly scorecard: Static<typeof scorecardSchema> | null
}

export function writeLesson(page: Page, { lesson, patterns, scorecard }: LessonAnswer): void {
  page.heading(`Lesson ${lesson}`)
  const [first] = patterns
  if (first !== undefined) {
    page.line(first.explanation)
    page.pairs([
      ['agent', first.agent],
      ['signal', `${first.signal} (${first.bucket})`],
      ['locus', first.locus],
      ['template', first.template],
    ])
  }
  page.section('Its signatures', patterns.length, () => page.table(columns, patterns))
  writeScorecard(page, scorecard)
}

const columns: readonly Column<Pattern>[] = [
  { title: 'SIGNATURE', cell: ({ signature }) => signature, whole: true },
  { title: 'RUNS', cell: ({ runs, agentRuns }) => ofAll(runs, agentRuns), align: 'right', whole: true },
  { title: 'RECOVERY', cell: ({ recovery }) => recovery },
  { title: 'TEMPLATE', cell: ({ template }) => template },
]
