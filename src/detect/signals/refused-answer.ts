import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { answersIn, isOnlyAnswer } from '../manner.ts'
import { runFinding } from '../run-finding.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.1
const severityOnly = 0.4

/**
 * The text is gone, so whether declining was right cannot be told: a request that must be refused looks the same. Where a
 * person or a guardrail said no, it was right.
 */
export const refusedAnswer: Signal = {
  name: 'refused_answer',
  bucket: 'new_failure_class',
  definition:
    'The answer opens by saying that the agent could not or would not do what it was asked for (a word list).',
  reason: 'Whoever asked got nothing but words; a tool, a right or knowledge is missing, or the agent gave up.',
  subsumes: [],
  needs: ['message content'],
  abstains: null,
  defaults: [
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'found by a word list; in a conversation, what a rule forbids is declined, and the user can reply',
    },
    {
      name: 'severityOnly',
      value: severityOnly,
      reason: 'added where that was all the run answered: nobody got what was asked for',
    },
  ],
  detect,
}

function detect(run: Run): Detection {
  if (run.outcome !== 'completed' || !answersIn(run, 'declines') || run.steps.some(isBoundary)) return quiet
  return runFinding(refusedAnswer, run, {
    template: 'the answer declines',
    evidence: run.steps.filter((step) => step.kind === 'llm').slice(-1),
    severity: severityOf(base(severityBase), partWhen(isOnlyAnswer(run), 'the only answer', severityOnly)),
    excess: noExcess,
    explanation: `${shown(run.agent)} answered that it could not do what it was asked for`,
  })
}

function isBoundary(step: Step): boolean {
  return step.outcome === 'rejected' || step.error?.class === 'guardrail'
}
