import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import { listsOf } from './step-lists.ts'

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

/** The step that a run ended with; agents are around their steps, and scores come after the fact. */
export function lastStep(run: Run): Step | undefined {
  return run.steps.findLast((step) => step.kind !== 'agent' && step.kind !== 'evaluation')
}

/** Whether any model call of the run says why it finished; of a run without one that cannot be asked. */
export function tellsFinish(run: Run): boolean {
  const calls = listsOf(run.steps).models
  return calls.length === 0 || calls.some((step) => step.finish !== null)
}
