import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { isFailure, succeedsLater } from '../failure.ts'
import { groupsOfTwo, largest } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, part, partWhen, type Severity, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { actionsByName, listsOf } from '../step-lists.ts'
import { failureRows, type Storm, stormDefaults, stormOf, triesMin } from '../storm.ts'
import { shown } from '../wording.ts'

const severityBase = 0.6
const severityRecovered = -0.4
const severityEnded = 0.2
const severityPerTry = 0.03
const ordinaryTries = 3
const countedTriesMax = 5

/**
 * One finding per tool and error template. Tries count when each began after the one before had failed, so calls made
 * side by side are one try. Needs outcomes; arguments that were not captured are replaced by equal error templates, and
 * the explanation says so. HTTP retries inside a model call are not steps and not looked at. Never abstains: where
 * outcomes are unknown `tool_error` says it.
 */
export const retryStorm: Signal = {
  name: 'retry_storm',
  bucket: 'repeated_weak_trajectory',
  definition: 'The same tool failed three or more times with the same arguments, or four or more with the same error.',
  reason: 'Repeating what has just failed burns time and money and may do harm; the agent should change course.',
  subsumes: [
    'tool_error',
    'tool_timeout',
    'invalid_arguments',
    'permission_denied',
    'rate_limited',
    'content_filtered',
    'late_success',
    'weak_recovery',
    'answered_without_evidence',
    'tool_thrash',
    'low_yield',
    'unrecovered_error',
    'no_answer',
    'run_failed',
  ],
  needs: ['tool outcome'],
  abstains: null,
  defaults: [
    ...stormDefaults,
    { name: 'severityBase', value: severityBase, reason: 'the run went on without it' },
    { name: 'severityRecovered', value: severityRecovered, reason: 'added where the tool worked in the end' },
    { name: 'severityEnded', value: severityEnded, reason: 'added where the run ended over it' },
    { name: 'ordinaryTries', value: ordinaryTries, reason: 'what a storm has at least' },
    { name: 'severityPerTry', value: severityPerTry, reason: 'each try beyond these weighs a little more' },
    { name: 'countedTriesMax', value: countedTriesMax, reason: 'up to five of them' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const { actions, failures } = listsOf(run.steps)
  if (failures.length < triesMin) return quiet
  const suspects = actionsByName(run.steps).filter((calls) => calls.some(isFailure))
  const storms = largest(suspects).flatMap((calls) => failureRows(calls).flatMap((row) => stormOf(row.steps) ?? []))
  if (storms.length === 0) return quiet
  const named = groupsOfTwo(
    storms,
    (storm) => storm.steps[0]?.name ?? '',
    (storm) => storm.template,
  )
  return { findings: named.flatMap((same) => toFinding(run, actions, same)), abstention: null }
}

function toFinding(run: Run, actions: readonly Step[], storms: readonly Storm[]): readonly Finding[] {
  const steps = storms.flatMap((each) => each.steps)
  const last = steps.at(-1)
  const worst = storms.toSorted((a, b) => b.core.length - a.core.length)[0]
  if (last === undefined || worst === undefined) return []
  const recovered = succeedsLater(actions, last)
  // Calls of other tools, and other calls of this one, may stand between: what is counted are these failures.
  const row = `${shown(last.name)} failed ${worst.core.length} times ${worst.manner}, without working in between`
  return [
    {
      signal: retryStorm.name,
      bucket: retryStorm.bucket,
      locus: last.name,
      template: worst.template,
      recovery: recoveryAfter(run, last),
      evidence: steps.map((step) => step.id),
      ...weigh(run, recovered, worst.core.length),
      excess: excessOf(run, recovered ? steps : steps.slice(1)),
      explanation: recovered ? `${row}, and later succeeded` : row,
    },
  ]
}

function weigh(run: Run, recovered: boolean, tries: number): Severity {
  const further = Math.min(Math.max(tries - ordinaryTries, 0), countedTriesMax)
  const ended = !recovered && run.outcome !== 'completed' && run.outcome !== 'waiting'
  return severityOf(
    base(severityBase),
    partWhen(recovered, 'recovered', severityRecovered),
    partWhen(ended, 'ended the run', severityEnded),
    part('further tries', further * severityPerTry),
  )
}
