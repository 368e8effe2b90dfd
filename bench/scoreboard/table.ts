import { type Measure, measures } from './compare.ts'
import { explanationOf } from './explained.ts'
import { apart, bars, type CaptureResult, type Score, scoresOf, share } from './score.ts'

export interface Miss {
  readonly client: string
  readonly scenario: string
  readonly measure: Measure
  readonly expected: string
  readonly saw: string
  readonly explanation: string | null
}

export function missesOf(results: readonly CaptureResult[]): readonly Miss[] {
  return results.flatMap(({ client, scenario, comparison }) =>
    measures.flatMap((measure) => {
      const verdict = comparison[measure]
      if (verdict === null || verdict.ok) return []
      const { expected, saw } = verdict
      return [{ client, scenario, measure, expected, saw, explanation: explanationOf(client, scenario, measure) }]
    }),
  )
}

/** A row for each client, the totals, then a line for each miss, with the span trees (by `client/scenario`) that show it. */
export function scoreboardText(
  results: readonly CaptureResult[],
  trees: ReadonlyMap<string, readonly string[]> = new Map(),
): string {
  const counted = results.filter(({ client }) => !apart.has(client))
  const aside = results.filter(({ client }) => apart.has(client))
  const clients = [...new Set(counted.map(({ client }) => client))].sort()
  const lines = [
    row('client', 'captures', measures),
    ...clients.map((client) => scoreRow(client, of(counted, client))),
    scoreRow('in all', counted),
    row(
      'bar',
      '',
      measures.map((measure) => percent(bars[measure])),
    ),
    ...(aside.length > 0 ? ['', scoreRow('apart', aside)] : []),
    '',
    ...missLines(missesOf(counted), trees),
    ...missesOf(aside).map(missLine),
  ]
  return lines.map((line) => line.trimEnd()).join('\n')
}

function of(results: readonly CaptureResult[], client: string): readonly CaptureResult[] {
  return results.filter((result) => result.client === client)
}

function scoreRow(name: string, results: readonly CaptureResult[]): string {
  const scores = scoresOf(results)
  return row(
    name,
    String(results.length),
    measures.map((measure) => scoreText(scores[measure])),
  )
}

function scoreText(score: Score): string {
  return score.of === 0 ? '-' : `${score.hits}/${score.of} ${percent(share(score))}`
}

/** Rounded down, so that what is shown as the bar has reached it. */
function percent(value: number): string {
  return `${Math.floor(value * 1000) / 10}%`
}

function row(name: string, captures: string, cells: readonly string[]): string {
  return [name.padEnd(22), captures.padStart(8), ...cells.map((cell) => cell.padStart(16))].join('')
}

function missLine({ client, scenario, measure, expected, saw, explanation }: Miss): string {
  const why = explanation === null ? '' : `\n    explained: ${explanation}`
  return `${client}/${scenario} ${measure}: expected ${expected}; saw ${saw}${why}`
}

/** A capture's tree stands below the last of its misses. */
function missLines(misses: readonly Miss[], trees: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return misses.flatMap((miss, index) => {
    const capture = captureOf(miss)
    const next = misses[index + 1]
    const isLast = next === undefined || captureOf(next) !== capture
    const tree = isLast ? (trees.get(capture) ?? []) : []
    return [missLine(miss), ...tree.map((line) => `      ${line}`)]
  })
}

function captureOf({ client, scenario }: Miss): string {
  return `${client}/${scenario}`
}
