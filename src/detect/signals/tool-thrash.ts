import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { isFailure, isMissingTool } from '../failure.ts'
import { foundNothing } from '../gain.ts'
import { actionsByInvocation } from '../invocation.ts'
import { rounds } from '../rounds.ts'
import { runFinding } from '../run-finding.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown } from '../wording.ts'

const triesMin = 3
const severityBase = 0.3
const severityNeverBetter = 0.2

/** Calls side by side are one try, and a try that found nothing counts like one that failed. */
export const toolThrash: Signal = {
  name: 'tool_thrash',
  bucket: 'repeated_weak_trajectory',
  definition: 'Three or more tries in a row, with whatever tools and arguments, failed or found nothing.',
  reason: 'One failure is ordinary, and the next try mends it; an agent that fails three times running is guessing.',
  subsumes: [],
  needs: ['tool outcome'],
  abstains: null,
  defaults: [
    { name: 'triesMin', value: triesMin, reason: 'the second try is what an error calls for; the third is guesswork' },
    { name: 'severityBase', value: severityBase, reason: 'work that goes like that seldom ends well' },
    { name: 'severityNeverBetter', value: severityNeverBetter, reason: 'added where no later call brought anything' },
  ],
  detect,
}

function detect(run: Run): Detection {
  if (listsOf(run.steps).actions.filter(isVain).length < triesMin) return quiet
  const rows = actionsByInvocation(run.steps).flatMap(vainRows)
  const worst = rows.toSorted((a, b) => b.steps.length - a.steps.length)[0]
  if (worst === undefined) return quiet
  const steps = rows.flatMap((row) => row.steps)
  const lost = rows.some((row) => row.last)
  return runFinding(toolThrash, run, {
    template: 'several tries in a row brought nothing',
    evidence: steps,
    severity: severityOf(base(severityBase), partWhen(lost, 'never better', severityNeverBetter)),
    excess: excessOf(run, steps),
    explanation: `${worst.steps.length} calls of ${shown(run.agent)} in a row failed or found nothing${lost ? ', and none after them was better' : ''}`,
  })
}

interface VainRow {
  readonly steps: readonly Step[]
  /** Nothing came after it. */
  readonly last: boolean
}

function vainRows(calls: readonly Step[]): readonly VainRow[] {
  const rows: VainRow[] = []
  let steps: Step[] = []
  const end = (last: boolean) => {
    if (steps.length >= triesMin && rounds(steps) >= triesMin) rows.push({ steps, last })
    steps = []
  }
  for (const step of calls) {
    if (isVain(step)) steps.push(step)
    else if (step.outcome === 'ok' || step.outcome === 'unknown') end(false)
  }
  end(true)
  return rows
}

function isVain(step: Step): boolean {
  if (isFailure(step) || isMissingTool(step)) return true
  return step.outcome !== 'error' && foundNothing(step)
}
