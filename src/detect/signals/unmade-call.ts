import { noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { answersIn } from '../manner.ts'
import { runFinding } from '../run-finding.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { shown } from '../wording.ts'

const severityBase = 0.5

/** Needs the shape of the answer's text: marks of chat templates, or the two members that written calls have. */
export const unmadeCall: Signal = {
  name: 'unmade_call',
  bucket: 'new_failure_class',
  definition: 'The run answered with a tool call written down as text, which nobody made.',
  reason: 'The model meant to act and the framework took it for the answer: prompt, parser and model do not fit.',
  subsumes: ['no_answer'],
  needs: ['message content'],
  abstains: null,
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'what was meant to be done was not, and nobody was told' },
  ],
  detect,
}

function detect(run: Run): Detection {
  if (run.outcome !== 'completed' || !answersIn(run, 'writes_call')) return quiet
  return runFinding(unmadeCall, run, {
    template: 'a call was written down, not made',
    evidence: run.steps.filter((step) => step.kind === 'llm').slice(-1),
    severity: severityOf(base(severityBase)),
    excess: noExcess,
    explanation: `${shown(run.agent)} answered with a tool call written as text`,
  })
}
