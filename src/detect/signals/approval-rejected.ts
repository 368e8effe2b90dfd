import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import { isAction, type Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { groups } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.35
const severityAgain = 0.15

const template = 'a person said no'

/** One finding per tool. A call that still waits is none. Decisions by a rule of the configuration are not a person's. */
export const approvalRejected: Signal = {
  name: 'approval_rejected',
  bucket: 'boundary_stress',
  definition: 'A person refused what the agent wanted to do.',
  reason: 'Somebody had to stop the agent by hand: the judgement it lacked is what a case can teach.',
  subsumes: ['tool_error', 'no_answer', 'run_failed'],
  needs: ['approval decision'],
  abstains: 'where approvals were asked for and no decision is known',
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'the boundary held, and it took a person' },
    { name: 'severityAgain', value: severityAgain, reason: 'added where the agent asked for the same tool after a no' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const rejected = run.steps.filter(isRejected)
  const findings = groups(rejected, toolOf).flatMap((same) => toFinding(run, same))
  const asked = listsOf(run.steps).approvals
  const blind = findings.length === 0 && asked.length > 0 && asked.every((step) => step.outcome === 'unknown')
  return { findings, abstention: blind ? { signal: approvalRejected.name, missing: 'approval decision' } : null }
}

/** Tools that stand for their own approval say `rejected` themselves. */
function isRejected(step: Step): boolean {
  return (step.kind === 'approval' || isAction(step)) && step.outcome === 'rejected'
}

function toolOf(step: Step): string {
  return step.target ?? step.name
}

function toFinding(run: Run, rejected: readonly Step[]): readonly Finding[] {
  const last = rejected.at(-1)
  if (last === undefined) return []
  return [
    {
      signal: approvalRejected.name,
      bucket: approvalRejected.bucket,
      locus: toolOf(last),
      template,
      recovery: recoveryAfter(run, last),
      evidence: rejected.map((step) => step.id),
      ...severityOf(base(severityBase), partWhen(rejected.length > 1, 'asked again', severityAgain)),
      excess: excessOf(run, rejected),
      explanation: `A person refused ${shown(toolOf(last))} ${times(rejected.length)}`,
    },
  ]
}
