import type { AnswerManner } from '../normalize/answer-manner.ts'
import type { Run } from '../run/run.ts'
import type { ValueFact } from '../span/span-fact.ts'
import { isFinalAnswer } from './ending.ts'

/** What is kept of an answer: how it puts it is told where its text is dropped (normalize/answer-manner.ts). */
interface ToldAnswer extends ValueFact {
  readonly manner?: readonly AnswerManner[]
}

export function answersIn(run: Run, manner: AnswerManner): boolean {
  return told(run.answer)?.includes(manner) ?? false
}

/** Nothing was said before it: in a conversation what an answer asks or declines is replied to. */
export function isOnlyAnswer(run: Run): boolean {
  return run.steps.filter(isFinalAnswer).length <= 1
}

function told(answer: ToldAnswer | null): readonly AnswerManner[] | undefined {
  return answer?.manner
}
