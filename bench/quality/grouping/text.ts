import { columns, percent } from '../columns.ts'
import { countPairs, precisionOf, recallOf } from './pairs.ts'
import type { Placing } from './place.ts'

export function groupingText(placings: readonly Placing[]): string {
  const placed = placings.flatMap((placing) => placing.placed)
  const lost = placings.flatMap((placing) => placing.lost)
  const signals = [...new Set(placed.map(({ label }) => label.signal))].sort()
  const datasets = [...new Set(placed.map(({ label }) => label.dataset))].sort()
  return [
    `${placed.length} of ${placed.length + lost.length} labelled findings are found`,
    '',
    ...columns([
      ['', 'findings', 'pairs', 'by hand', 'by lesson', 'precision', 'recall'],
      ...signals.map((signal) =>
        row(
          signal,
          placed.filter(({ label }) => label.signal === signal),
        ),
      ),
      ...datasets.map((dataset) =>
        row(
          dataset,
          placed.filter(({ label }) => label.dataset === dataset),
        ),
      ),
      row('in all', placed),
    ]),
  ].join('\n')
}

function row(name: string, placed: Placing['placed']): readonly string[] {
  const counts = countPairs(placed)
  return [
    name,
    String(placed.length),
    String(counts.pairs),
    String(counts.byHand),
    String(counts.byLesson),
    percent(precisionOf(counts)),
    percent(recallOf(counts)),
  ]
}

/** What is wrong: groups that fall apart, and lessons that hold several groups. */
export function errorsText(placings: readonly Placing[]): string {
  const placed = placings.flatMap((placing) => placing.placed)
  const torn = [...Map.groupBy(placed, ({ group }) => group)].flatMap(([group, members]) =>
    listed('apart', group, [
      ...new Set(members.map(({ found }) => `${found.lesson.slice(0, 8)} ${found.locus}: ${found.template}`)),
    ]),
  )
  const mixed = [...Map.groupBy(placed, ({ scope, lesson }) => `${scope} ${lesson.slice(0, 8)}`)].flatMap(
    ([lesson, members]) =>
      listed('mixed', `${lesson}: ${members[0]?.found.template}`, [...new Set(members.map(({ group }) => group))]),
  )
  const lost = placings.flatMap(({ lost: labels }) =>
    labels.map(({ dataset, traceId, signal, spanId }) => `lost ${dataset} ${traceId} ${signal} ${spanId}`),
  )
  return [...torn, ...mixed, ...lost].join('\n')
}

function listed(what: string, name: string, parts: readonly string[]): readonly string[] {
  return parts.length < 2 ? [] : [`${what} ${name}`, ...parts.map((part) => `  ${part}`)]
}
