import type { Abstention, Finding } from '../finding/finding.ts'
import type { Run } from '../run/run.ts'
import type { Step } from '../run/step.ts'
import { excessOf } from './excess.ts'
import { succeedsLater, templateOf } from './failure.ts'
import { groupsOfTwo } from './groups.ts'
import { recoveryAfter } from './recovery.ts'
import { base, partWhen, type Severity, severityOf } from './severity.ts'
import type { Signal, SignalDefault } from './signal.ts'
import { listsOf } from './step-lists.ts'
import { shown, times } from './wording.ts'

const severityBase = 0.1
const severityRecovered = -0.08
const severityFatal = 0.5

/** When those of one kind of error cannot judge. */
export const untoldFailures = 'where calls failed and their error was not sent'

/** What all signals about a failed tool have in common. */
export const failedActionDefaults: readonly SignalDefault[] = [
  { name: 'severityBase', value: severityBase, reason: 'the agent had to do without the tool' },
  { name: 'severityRecovered', value: severityRecovered, reason: 'added where the tool worked later on: a nuisance' },
  { name: 'severityFatal', value: severityFatal, reason: 'added where nothing was done after the error but to fail' },
]

/** One finding per tool and error template, whose evidence are all its failed steps. `verb` says how they failed. */
export function failedActions(
  signal: Pick<Signal, 'name' | 'bucket'>,
  run: Run,
  failed: readonly Step[],
  verb: string,
): readonly Finding[] {
  if (failed.length === 0) return []
  const { actions } = listsOf(run.steps)
  return groupsOfTwo(failed, ({ name }) => name, templateOf).flatMap((same) =>
    toFinding(signal, run, actions, same, verb),
  )
}

/** A failure whose error was not sent may be of any kind: a signal about one kind of error cannot judge it. */
export function untoldFailure(signal: string, run: Run, findings: readonly Finding[]): Abstention | null {
  const untold = findings.length === 0 && listsOf(run.steps).failures.some((step) => step.error === null)
  return untold ? { signal, missing: 'tool error' } : null
}

function toFinding(
  { name, bucket }: Pick<Signal, 'name' | 'bucket'>,
  run: Run,
  actions: readonly Step[],
  failed: readonly Step[],
  verb: string,
): readonly Finding[] {
  const last = failed.at(-1)
  if (last === undefined) return []
  const recovered = succeedsLater(actions, last)
  return [
    {
      signal: name,
      bucket,
      locus: last.name,
      template: templateOf(last),
      recovery: recoveryAfter(run, last),
      evidence: failed.map((step) => step.id),
      ...weigh(run, actions, last, recovered),
      excess: excessOf(run, recovered ? failed : failed.slice(1)),
      explanation: `${shown(last.name)} ${verb} ${times(failed.length)}${recovered ? ' and later succeeded' : ''}`,
    },
  ]
}

function weigh(run: Run, actions: readonly Step[], last: Step, recovered: boolean): Severity {
  const fatal = !recovered && run.outcome === 'failed' && actions.at(-1) === last
  return severityOf(
    base(severityBase),
    partWhen(recovered, 'recovered', severityRecovered),
    partWhen(fatal, 'ended the run', severityFatal),
  )
}
