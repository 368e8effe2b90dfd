import type { JudgedFinding, JudgedRun } from '../judged-run.ts'
import type { Placed } from './pairs.ts'
import type { GroupingLabel } from './read-grouping.ts'

/** The labels of one data set whose finding is still found, with its lesson, and those whose finding is not. */
export interface Placing {
  readonly placed: readonly (Placed & { readonly label: GroupingLabel; readonly found: JudgedFinding })[]
  readonly lost: readonly GroupingLabel[]
}

export function place(labels: readonly GroupingLabel[], runs: readonly JudgedRun[]): Placing {
  const byTrace = new Map(runs.map((run) => [run.label.traceId, run]))
  const tried = labels.map((label) => ({ label, at: findingAt(label, byTrace.get(label.traceId)) }))
  return {
    placed: tried.flatMap(({ label, at }) =>
      at === null
        ? []
        : [
            {
              scope: `${label.dataset} ${label.signal}`,
              group: label.group,
              lesson: at.found.lesson,
              finding: `${label.traceId} ${at.number}`,
              label,
              found: at.found,
            },
          ],
    ),
    lost: tried.flatMap(({ label, at }) => (at === null ? [label] : [])),
  }
}

function findingAt(
  { signal, spanId }: GroupingLabel,
  run: JudgedRun | undefined,
): { readonly found: JudgedFinding; readonly number: number } | null {
  const number = (run?.findings ?? []).findIndex(
    (finding) => finding.signal === signal && (spanId === null || finding.evidence.includes(spanId)),
  )
  const found = run?.findings[number]
  return found === undefined ? null : { found, number }
}
