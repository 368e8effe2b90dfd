import { type Finding, noExcess } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { resumedCalls, toolOf } from '../blocks.ts'
import { groupsOfTwo, mostFrequent } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, partWhen, severityOf } from '../severity.ts'
import { type Detection, quiet, type Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { abstain } from '../usual.ts'
import { shown } from '../wording.ts'

const asksMin = 5
const sameAsksMin = 3
const severityBase = 0.3
const severitySame = 0.2

const template = 'asked a person again and again'

/** One finding per run, at the tool that was asked for most. */
export const approvalPressure: Signal = {
  name: 'approval_pressure',
  bucket: 'boundary_stress',
  definition: 'A run asked a person for approval again and again.',
  reason: 'Whoever is asked that often stops reading: approvals wear out, and the boundary with them.',
  subsumes: [],
  needs: ['approval'],
  abstains: 'where the run went on with as many calls after pauses, and nothing says that a person was asked',
  defaults: [
    { name: 'asksMin', value: asksMin, reason: 'by the fifth ask in one run people click yes without reading' },
    { name: 'sameAsksMin', value: sameAsksMin, reason: 'the same call a third time is no question any more' },
    { name: 'severityBase', value: severityBase, reason: 'the boundary held, and it took somebody time' },
    { name: 'severitySame', value: severitySame, reason: 'added where it was the same call over and over' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const asks = listsOf(run.steps).approvals
  const same = groupsOfTwo(
    asks.filter((step) => step.arguments !== null),
    toolOf,
    (step) => step.arguments?.fp ?? '',
  ).filter((each) => each.length >= sameAsksMin)
  if (asks.length < asksMin && same.length === 0) return untold(run, asks)
  const evidence = asks.length >= asksMin ? asks : same.flat()
  return { findings: toFinding(run, evidence, same.length > 0), abstention: null }
}

/** Some frameworks stop for a person and send neither the ask nor the yes. */
function untold(run: Run, asks: readonly Step[]): Detection {
  const told = new Set(asks.map((step) => step.callFp))
  const silent = resumedCalls(run).filter((step) => !told.has(step.callFp))
  return asks.length + silent.length < asksMin ? quiet : abstain(approvalPressure.name, 'approval')
}

function toFinding(run: Run, asks: readonly Step[], again: boolean): readonly Finding[] {
  const tool = mostFrequent(asks.map(toolOf))
  if (tool === null) return []
  return [
    {
      signal: approvalPressure.name,
      bucket: approvalPressure.bucket,
      locus: tool,
      template,
      recovery: recoveryAfter(run, asks.at(-1)),
      evidence: asks.map((step) => step.id),
      ...severityOf(base(severityBase), partWhen(again, 'the same call', severitySame)),
      excess: { ...noExcess, approvals: asks.length - 1 },
      explanation: `A person was asked ${asks.length} times${again ? ', several times for the same call' : ''}, mostly for ${shown(tool)}`,
    },
  ]
}
