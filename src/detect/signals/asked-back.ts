import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { answersIn, isOnlyAnswer } from '../manner.ts'
import { runFinding } from '../run-finding.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.2

/** In a conversation asking is ordinary, so only a run with a single answer is looked at. */
export const askedBack: Signal = {
  name: 'asked_back',
  bucket: 'new_failure_class',
  definition: 'The only answer of the run ends in a question.',
  reason: 'The work was handed back to whoever asked, often though a tool could have told.',
  subsumes: [],
  needs: ['message content'],
  abstains: null,
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'a hint: some requests lack what only the user can say' },
  ],
  detect,
}

function detect(run: Run): Detection {
  if (run.outcome !== 'completed' || !answersIn(run, 'asks_back') || !isOnlyAnswer(run)) return quiet
  return runFinding(askedBack, run, {
    template: 'the only answer is a question',
    evidence: run.steps.filter((step) => step.kind === 'llm').slice(-1),
    severity: severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} ended its only answer with a question`,
  })
}
