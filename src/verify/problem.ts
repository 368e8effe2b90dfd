/** What can be wrong, in closed words: the same in the report, in the exit of the command and in the tests. */
export const problemKinds = [
  'answer_wrong',
  'span_lost',
  'trace_unsettled',
  'run_missing',
  'run_twice',
  'run_unexpected',
  'run_wrong',
  'count_off',
  'candidate_missing',
  'candidate_unexpected',
  'candidate_twice',
  'candidate_stale',
  'event_missing',
  'event_twice',
] as const
export type ProblemKind = (typeof problemKinds)[number]

export interface Problem {
  readonly kind: ProblemKind
  /** What was seen, what was expected and where. */
  readonly what: string
}
