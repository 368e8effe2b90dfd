import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import type { ErrorClass } from '../../span/span-fact.ts'
import { endedBadly } from '../ending.ts'
import { excessOf } from '../excess.ts'
import { isFailure, templateOf } from '../failure.ts'
import { largest } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { actionsByName, listsOf } from '../step-lists.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.2

/** Where a boundary was reached, not trying again is right. */
const final: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['permission_denied', 'content_filtered', 'guardrail'])

/** One finding per tool, over the failures it ended with. A boundary that was reached is none: to stop there is right. */
export const weakRecovery: Signal = {
  name: 'weak_recovery',
  bucket: 'repeated_weak_trajectory',
  definition: 'A tool failed and the agent answered without trying anything further.',
  reason: 'The answer was given without what the tool should have brought; the agent gave up at the first obstacle.',
  subsumes: ['tool_error', 'tool_timeout', 'invalid_arguments', 'rate_limited', 'answered_without_evidence'],
  needs: ['tool outcome'],
  abstains: null,
  defaults: [
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'a little above a tool error that the agent worked around: nothing took the place of what is missing',
    },
  ],
  detect,
}

function detect(run: Run): Detection {
  const { failures } = listsOf(run.steps)
  if (failures.length === 0 || run.outcome !== 'completed' || endedBadly(run)) return quiet
  const byTool = largest(actionsByName(run.steps))
  return { findings: byTool.flatMap((calls) => toFinding(run, lastFailures(calls))), abstention: null }
}

/** The failures that a tool's calls end with. */
function lastFailures(calls: readonly Step[]): readonly Step[] {
  return calls.slice(calls.findLastIndex((step) => !isFailure(step)) + 1)
}

function toFinding(run: Run, failed: readonly Step[]): readonly Finding[] {
  const last = failed.at(-1)
  if (last === undefined || (last.error !== null && final.has(last.error.class))) return []
  if (recoveryAfter(run, last) !== 'answered') return []
  return [
    {
      signal: weakRecovery.name,
      bucket: weakRecovery.bucket,
      locus: last.name,
      template: templateOf(last),
      recovery: 'answered',
      evidence: failed.map((step) => step.id),
      ...severityOf(base(severityBase)),
      excess: excessOf(run, failed.slice(1)),
      explanation: `${shown(last.name)} failed ${times(failed.length)}, and the run answered with no further try`,
    },
  ]
}
