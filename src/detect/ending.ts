import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'

/** The run did not reach its end, or reached it with nothing to say. Unseen content is no evidence for that. */
export function endedBadly(run: Run): boolean {
  if (run.outcome === 'completed') return run.contentCaptured && run.answer === null
  return run.outcome !== 'waiting'
}

/** A model call that closes a conversation: it stopped by itself, or gave text and asked for nothing more. */
export function isFinalAnswer(step: Step): boolean {
  if (step.kind !== 'llm' || step.outcome === 'error') return false
  return step.callCount === 0 && (step.finish === 'stop' || step.finish === 'length' || step.answer !== null)
}
