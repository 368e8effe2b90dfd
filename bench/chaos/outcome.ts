import type { ProblemKind } from '../../src/verify/problem.ts'
import type { Report } from '../../src/verify/report.ts'

/** What came of a scenario. */
export interface Outcome {
  readonly spansLost: number
  readonly runsTwice: number
  readonly lessonsWithSeveralOpen: number
  readonly undelivered: number
  /** Whatever else is not as it must be. */
  readonly wrong: readonly string[]
  readonly facts: readonly string[]
}

export function isRight({ spansLost, runsTwice, lessonsWithSeveralOpen, undelivered, wrong }: Outcome): boolean {
  return spansLost + runsTwice + lessonsWithSeveralOpen + undelivered + wrong.length === 0
}

export const nothingWrong: Outcome = {
  ...{ spansLost: 0, runsTwice: 0, lessonsWithSeveralOpen: 0, undelivered: 0 },
  ...{ wrong: [], facts: [] },
}

const figureOf: Partial<Record<ProblemKind, keyof Omit<Outcome, 'wrong' | 'facts'>>> = {
  span_lost: 'spansLost',
  run_twice: 'runsTwice',
  candidate_twice: 'lessonsWithSeveralOpen',
  event_missing: 'undelivered',
}

/** What follows when acknowledged spans are lost, and nothing worse. */
const loss: ReadonlySet<ProblemKind> = new Set([
  ...(['span_lost', 'trace_unsettled', 'run_missing', 'run_wrong', 'count_off', 'run_unexpected'] as const),
  ...(['candidate_missing', 'candidate_stale', 'candidate_unexpected'] as const),
])

export function outcomeOf({ problems, figures }: Report, mayLose: boolean): Outcome {
  const tolerated = problems.filter(({ kind }) => mayLose && loss.has(kind))
  const held = problems.filter((problem) => !tolerated.includes(problem))
  const counted = Object.fromEntries(
    held.flatMap(({ kind, count }) => (figureOf[kind] ? [[figureOf[kind], count]] : [])),
  )
  const wrong = held
    .filter(({ kind }) => figureOf[kind] === undefined)
    .map(({ kind, count, examples }) => `${kind} ${count}: ${examples[0] ?? ''}`)
  const lost = tolerated.map(({ kind, count }) => `${kind} ${count} (not promised)`)
  return { ...nothingWrong, ...counted, wrong, facts: [`${figures.runs} runs, ${figures.spans} spans`, ...lost] }
}
