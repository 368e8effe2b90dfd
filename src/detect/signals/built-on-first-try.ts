import type { Run } from '../../run/run.ts'
import { isAction } from '../../run/step.ts'
import { conversationOf, type Turn } from '../conversation.ts'
import { gainsOf } from '../gain.ts'
import { originOf } from '../origin.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { turnFinding } from '../turn-finding.ts'
import { shown, times } from '../wording.ts'

const laterTurnsMin = 2
const severityBase = 0.1
const severityUnchecked = 0.15
const severityVain = 0.15

/** Speaks only where an agent took several turns; where one agent directs the others `asked_again` looks at them. */
export const builtOnFirstTry: Signal = {
  name: 'built_on_first_try',
  bucket: 'repeated_weak_trajectory',
  definition:
    'Agents conferred as equals, and two further turns or more were built on the first work that one of them had carried out.',
  reason:
    'What one agent tried first the others mend, repeat or agree with; few begin anew. When such a run goes wrong, that is where.',
  subsumes: [],
  needs: ['invocations of several agents'],
  abstains: null,
  defaults: [
    { name: 'laterTurnsMin', value: laterTurnsMin, reason: 'one turn after it may be the answer' },
    { name: 'severityBase', value: severityBase, reason: 'a bare hint of where to look: it may have been right' },
    {
      name: 'severityUnchecked',
      value: severityUnchecked,
      reason: 'added where no second call was made: all others had to go by was what they were told',
    },
    {
      name: 'severityVain',
      value: severityVain,
      reason: 'added where some of what was tried failed, found nothing or told what was known',
    },
  ],
  detect,
}

function detect(run: Run): Detection {
  const origin = originOf(run)
  const first = origin?.turns[0]
  if (origin === null || first === undefined) return quiet
  const turns = conversationOf(run)
  const later = turns.filter(({ step }) => step.startUs >= first.step.endUs).length
  if (later < laterTurnsMin || isRelay(turns)) return quiet
  const calls = run.steps.filter(isAction)
  const vain = gainsOf(calls).filter((gain) => gain === 'nothing').length
  return turnFinding(builtOnFirstTry, run, {
    agent: origin.agent,
    template: 'the rest was built on what one agent tried first',
    turns: origin.turns,
    severity: severityOf(
      base(severityBase),
      partWhen(calls.length < 2, 'nobody checked', severityUnchecked),
      partWhen(vain > 0, 'tries in vain', severityVain),
    ),
    explanation: `${later} turns of ${agentsIn(turns)} agents followed on ${first.calls.length > 0 ? 'the first work carried out, that' : 'the first turn'} of ${shown(origin.agent)}; calls were made ${calls.length === 0 ? 'never' : times(calls.length)}, ${vain} of them in vain`,
  })
}

/** Each agent spoke once and passed its work on: nobody conferred. */
function isRelay(turns: readonly Turn[]): boolean {
  return agentsIn(turns) === turns.length
}

function agentsIn(turns: readonly Turn[]): number {
  return new Set(turns.map(({ agent }) => agent)).size
}
