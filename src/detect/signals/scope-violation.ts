import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { groups } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.5

const template = 'ran a tool that was not offered'

/**
 * One finding per tool. A tool that does not exist is `tool_not_found`; this one does, and ran. Only calls that a model
 * asked for count, and only where other calls of the run were among the offered: names may be spelled differently on
 * spans, and tools of a provider are not offered as others are.
 */
export const scopeViolation: Signal = {
  name: 'scope_violation',
  bucket: 'boundary_stress',
  definition: 'A tool ran that the agent had not been offered.',
  reason: 'What the agent may use is not what it can use: the list of tools does not bind.',
  subsumes: [],
  needs: ['offered tools', 'tool outcome'],
  abstains: 'where tools ran and the offered ones are not known',
  defaults: [
    {
      name: 'severityBase',
      value: severityBase,
      reason: 'a boundary did not hold, though nothing may have come of it',
    },
  ],
  detect,
}

function detect(run: Run): Detection {
  const ran = listsOf(run.steps).actions.filter((step) => step.kind === 'tool' && step.outcome === 'ok')
  if (ran.length > 0 && ran.every((step) => step.offered === null)) {
    return { findings: [], abstention: { signal: scopeViolation.name, missing: 'offered tools' } }
  }
  if (!ran.some((step) => step.offered === true)) return { findings: [], abstention: null }
  const outside = ran.filter((step) => step.offered === false && step.callFp !== null)
  return { findings: groups(outside, (step) => step.name).flatMap((same) => toFinding(run, same)), abstention: null }
}

function toFinding(run: Run, calls: readonly Step[]): readonly Finding[] {
  const last = calls.at(-1)
  if (last === undefined) return []
  return [
    {
      signal: scopeViolation.name,
      bucket: scopeViolation.bucket,
      locus: last.name,
      template,
      recovery: recoveryAfter(run, last),
      evidence: calls.map((step) => step.id),
      ...severityOf(base(severityBase)),
      excess: excessOf(run, calls),
      explanation: `${shown(last.name)} ran ${times(calls.length)}, though no model call had been offered it`,
    },
  ]
}
