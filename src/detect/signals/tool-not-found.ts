import type { Finding } from '../../finding/finding.ts'
import type { Run } from '../../run/run.ts'
import type { Step } from '../../run/step.ts'
import { excessOf } from '../excess.ts'
import { isMissingTool } from '../failure.ts'
import { groups } from '../groups.ts'
import { recoveryAfter } from '../recovery.ts'
import { base, partWhen, type Severity, severityOf } from '../severity.ts'
import type { Detection, Signal } from '../signal.ts'
import { listsOf } from '../step-lists.ts'
import { shown, times } from '../wording.ts'

const severityBase = 0.1
const severityFatal = 0.5

/** Fixed, so that frameworks that word the refusal differently teach the same lesson. */
const template = 'tool does not exist'

/** How a run fails whose framework gives up at once, with no step for the call; templates have no other form. */
const refusals = [/\btool(?: <\*>)?(?: is| was)? not found\b/i, /\bunknown tool\b/i, /NoSuchToolError/]

/**
 * One finding per called name. Needs the error of the call or the list of offered tools; abstains where calls failed and
 * neither the kind of error nor the offer is known.
 */
export const toolNotFound: Signal = {
  name: 'tool_not_found',
  bucket: 'new_failure_class',
  definition: 'The model called a tool that does not exist.',
  reason: 'The prompt, the tool list or the model disagree about what the agent can do.',
  subsumes: ['tool_error', 'answered_without_evidence', 'no_answer', 'run_failed'],
  needs: ['tool error', 'offered tools'],
  abstains: 'where calls failed and neither the kind of error nor the offered tools are known',
  defaults: [
    { name: 'severityBase', value: severityBase, reason: 'the agent went on and finished' },
    { name: 'severityFatal', value: severityFatal, reason: 'added where the run failed over it' },
  ],
  detect,
}

function detect(run: Run): Detection {
  const { actions } = listsOf(run.steps)
  const telling = actions.some((step) => step.result !== null)
  const missing = actions.filter((step) => isMissingTool(step) || (telling && isStranger(step)))
  const findings = groups(missing, (step) => step.name).flatMap((calls) => toFinding(run, calls))
  const all = findings.length === 0 ? refusedRun(run) : findings
  const unclear = all.length === 0 && actions.some(isUnclear)
  return { findings: all, abstention: unclear ? { signal: toolNotFound.name, missing: 'offered tools' } : null }
}

function toFinding(run: Run, calls: readonly Step[]): readonly Finding[] {
  const last = calls.at(-1)
  if (last === undefined) return []
  return [
    {
      signal: toolNotFound.name,
      bucket: toolNotFound.bucket,
      locus: last.name,
      template,
      recovery: recoveryAfter(run, last),
      evidence: calls.map((step) => step.id),
      ...weigh(run),
      excess: excessOf(run, calls),
      explanation: `${shown(last.name)} was called ${times(calls.length)}, but no such tool exists`,
    },
  ]
}

/** The run ended on a model call that asked for something, with an error that says there is no such tool. */
function refusedRun(run: Run): readonly Finding[] {
  const { errorTemplate } = run
  const last = run.steps.findLast((step) => step.kind === 'llm')
  if (run.outcome !== 'failed' || errorTemplate === null || last === undefined || last.callCount === 0) return []
  if (!refusals.some((refusal) => refusal.test(errorTemplate))) return []
  return [
    {
      signal: toolNotFound.name,
      bucket: toolNotFound.bucket,
      locus: run.agent,
      template,
      recovery: 'stopped',
      evidence: [last.id],
      ...weigh(run),
      excess: excessOf(run, []),
      explanation: 'The run failed because the model called a tool that does not exist',
    },
  ]
}

function weigh(run: Run): Severity {
  return severityOf(base(severityBase), partWhen(run.outcome === 'failed', 'ended the run', severityFatal))
}

/** A call that was never offered and that nothing came of, where other calls of the run show what came of them. */
function isStranger(step: Step): boolean {
  return step.offered === false && step.outcome === 'unknown' && step.result === null
}

function isUnclear(step: Step): boolean {
  return step.outcome === 'error' && step.error === null && step.offered === null
}
