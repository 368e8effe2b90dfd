import type { Run } from '../run/run.ts'
import type { AnswerManner } from '../span/span-fact.ts'
import { isFinalAnswer } from './ending.ts'
import { listsOf } from './step-lists.ts'

/** How the answer puts it is told where its text is dropped (normalize/answer-manner.ts). */
export function answersIn(run: Run, manner: AnswerManner): boolean {
  return run.answer?.manner?.includes(manner) ?? false
}

/** Nothing was said before it: in a conversation what an answer asks or declines is replied to. */
export function isOnlyAnswer(run: Run): boolean {
  return listsOf(run.steps).models.filter(isFinalAnswer).length <= 1
}
