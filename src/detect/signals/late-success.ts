import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { templateOf } from '../failure.ts'
import { largest, mostFrequent } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { rounds } from '../rounds.ts'
import { base, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { actionsByName, listsOf } from '../step-lists.ts'
import { failureRows, stormOf } from '../storm.ts'
import { shown } from '../wording.ts'

const triesMin = 3
const severityBase = 0.1

/** One finding per tool. Calls side by side are one try. Equal tries are a `retry_storm`; here each was another one. */
export const lateSuccess: Signal = {
  name: 'late_success',
  bucket: 'repeated_weak_trajectory',
  definition: 'A tool worked only after three or more failed tries in a row.',
  reason:
    'The answer came, but the way to it was guesswork: what was learned late belongs into the prompt or the tool.',
  subsumes: ['tool_thrash', 'tool_error', 'tool_timeout', 'invalid_arguments', 'permission_denied', 'rate_limited'],
  needs: ['tool outcome'],
  abstains: null,
  defaults: [
    { name: 'triesMin', value: triesMin, reason: 'one or two failures before a success are ordinary work' },
    { name: 'severityBase', value: severityBase, reason: 'it ended well, so it is a hint; what it cost is counted' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const { failures } = listsOf(run.steps)
  if (failures.length < triesMin) return quiet
  const byTool = largest(actionsByName(run.steps))
  return { findings: byTool.flatMap((calls) => toFinding(run, overcomeRows(calls))), abstention: null }
}

/** Rows of tries, each another one, that a success of the tool followed. */
function overcomeRows(calls: readonly Step[]): readonly (readonly Step[])[] {
  return failureRows(calls)
    .filter(({ steps, overcome }) => overcome && rounds(steps) >= triesMin && stormOf(steps) === null)
    .map(({ steps }) => steps)
}

function toFinding(run: Run, rows: readonly (readonly Step[])[]): readonly Finding[] {
  const failed = rows.flat()
  const last = failed.at(-1)
  if (last === undefined) return []
  const most = Math.max(...rows.map((row) => row.length))
  return [
    {
      signal: lateSuccess.name,
      bucket: lateSuccess.bucket,
      locus: last.name,
      // What mostly stood in the way is what is to be learned; where each try failed otherwise, what the first one met.
      template: mostFrequent(failed.map(templateOf)) ?? templateOf(last),
      recovery: recoveryAfter(run, last),
      evidence: failed.map((step) => step.id),
      ...severityOf(base(severityBase)),
      excess: excessOf(run, failed),
      explanation: `${shown(last.name)} worked only after ${most} failed tries in a row`,
    },
  ]
}
