import type { ReplayInput, ReplayResult } from '../replay/replay.ts'
import type { Io } from './io.ts'
import { createPage, type Page } from './page.ts'
import type { Column } from './table.ts'
import { counted, ofAll } from './words.ts'

type Pattern = ReplayResult['patterns'][number]
type Candidate = ReplayResult['candidates'][number]

/** What `replay` prints for people. */
export function replayReport(result: ReplayResult, io: Pick<Io, 'columns' | 'colors'>): string {
  const { patterns, candidates, scorecards, input } = result
  const page = createPage(io)
  page.heading(headline(result))
  writeInput(page, input)
  page.section('Candidates', candidates.length, () => page.table(candidateColumns, candidates.toSorted(mostRunsFirst)))
  const hidden = patterns.length - patternsShown
  page.section('Patterns, most runs first', patterns.length, () => {
    page.table(patternColumns, patterns.slice(0, patternsShown))
    if (hidden > 0) page.line(`and ${counted(hidden, 'more pattern')} (--json has all)`, 'dim')
  })
  const held = scorecards.filter(({ scorecard }) => scorecard.answer !== 'promote').length
  page.section('Not promoted', held, () => page.line(`${counted(held, 'lesson')} (--json has their scorecards)`))
  return page.text()
}

const patternsShown = 20

function headline({ records, patterns, candidates, input }: ReplayResult): string {
  const weak = records.filter(({ findings }) => findings.length > 0).length
  const read = `${counted(input.requests, 'request')} in ${counted(input.files, 'file')}`
  const found = `${counted(patterns.length, 'pattern')}, ${counted(candidates.length, 'candidate')}`
  return `${read}: ${counted(records.length, 'run')}, ${weak} with findings, ${found}`
}

function writeInput(page: Page, { refused, refusals, rejected, rejections }: ReplayInput): void {
  for (const { where, message } of refusals) page.line(`refused ${where}: ${message}`, 'yellow')
  if (refused > refusals.length) {
    page.line(`and ${refused - refusals.length} more refused, ${refused} in all`, 'yellow')
  }
  if (rejected > 0)
    page.line(`${counted(rejected, 'span or record', 'spans or records')} rejected, first in:`, 'yellow')
  for (const { where, message } of rejections) page.line(`${where}: ${message}`)
}

function mostRunsFirst(a: Candidate, b: Candidate): number {
  return b.runs - a.runs || (a.id < b.id ? -1 : 1)
}

const candidateColumns: readonly Column<Candidate>[] = [
  { title: 'CANDIDATE', cell: ({ id }) => id, whole: true },
  { title: 'RUNS', cell: ({ runs, agentRuns }) => ofAll(runs, agentRuns), align: 'right', whole: true },
  { title: 'TITLE', cell: ({ title }) => title },
  { title: 'TEMPLATE', cell: ({ template }) => template },
]

const patternColumns: readonly Column<Pattern>[] = [
  { title: 'RUNS', cell: ({ runs, agentRuns }) => ofAll(runs, agentRuns), align: 'right', whole: true },
  { title: 'AGENT', cell: ({ agent, scope }) => (scope === 'service' ? `${agent} (service)` : agent) },
  { title: 'SIGNAL', cell: ({ signal }) => signal },
  { title: 'LOCUS', cell: ({ locus }) => locus },
  { title: 'TEMPLATE', cell: ({ template }) => template },
]
