import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { lastStep } from '../ending.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.5

/**
 * A run whose last step is a tool that worked may have handed in its answer by that tool, and one that handed over or
 * waits has its answer elsewhere: both are left alone.
 */
export const noAnswer: Signal = {
  name: 'no_answer',
  bucket: 'new_failure_class',
  definition: 'The run completed, yet its end holds no answer.',
  reason: 'Whoever asked got nothing, and nothing looks broken: no error tells of it.',
  subsumes: [],
  needs: ['message content'],
  abstains: 'where content was not captured, or no output of any model call was',
  defaults: [
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'as grave as a run that was aborted: work was paid for in vain',
    },
  ],
  detect,
}

function detect(run: Run): Detection {
  const last = lastStep(run)
  if (run.outcome !== 'completed' || run.answer !== null || last === undefined) return quiet
  const template = endOf(last)
  if (template === null || !run.steps.some((step) => step.kind === 'llm')) return quiet
  if (!run.contentCaptured || isUnseen(last, run)) {
    return { findings: [], abstention: { signal: noAnswer.name, missing: 'message content' } }
  }
  const finding = {
    signal: noAnswer.name,
    bucket: noAnswer.bucket,
    locus: run.agent,
    template,
    recovery: 'stopped',
    evidence: [last.id],
    ...severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} completed without an answer: it ${template}`,
  } as const
  return { findings: [finding], abstention: null }
}

/** How a run without an answer came to its end; null where the answer may have gone another way. */
function endOf(last: Step): string | null {
  if (last.kind === 'llm') return last.callCount > 0 ? 'ended on a call that nobody made' : 'ended on an empty answer'
  if (last.outcome === 'rejected') return 'ended on a refusal'
  return last.outcome === 'error' ? 'ended on an error' : null
}

/** An instrumentation that never shows what the model said does not show an empty answer either. */
function isUnseen(last: Step, run: Run): boolean {
  if (last.kind !== 'llm' || last.callCount > 0) return false
  return !run.steps.some((step) => step.kind === 'llm' && (step.answer !== null || step.callCount > 0))
}
